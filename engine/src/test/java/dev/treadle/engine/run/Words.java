package dev.treadle.engine.run;

/** Events in a few words, so that a test reads as what happened. */
final class Words {
  private Words() {}

  static String of(Event event) {
    return switch (event) {
      case Event.RunStarted e -> "run started at " + e.trigger();
      case Event.RunLinked e -> "run linked " + e.origin().kind();
      case Event.RunHeld e -> "run held";
      case Event.RunReleased e -> "run released";
      case Event.RunResumed e -> "run resumed " + e.resumption();
      case Event.RunCompleted e -> "run completed";
      case Event.RunFailed e -> "run failed by " + e.error().node();
      case Event.RunPoisoned e -> "run poisoned";
      case Event.RunCancelled e -> "run cancelled";
      case Event.SignalReceived e -> "signal " + e.name();
      case Event.NodeSkipped e -> e.node() + " skipped";
      case Event.NodeStarted e ->
          e.node() + (e.attempt() == 1 ? " started" : " started again " + e.attempt());
      case Event.MergeConflicted e -> e.node() + " conflict " + e.key() + " " + e.writers();
      case Event.NodeCompleted e -> e.node() + " completed";
      case Event.NodeReused e -> e.node() + " reused";
      case Event.NodeWaiting e -> e.node() + " waits";
      case Event.NodeAwaiting e -> e.node() + " awaits";
      case Event.AttemptFailed e -> e.error().node() + " failed attempt " + e.error().attempt();
      case Event.NodeFailed e -> e.error().node() + " failed " + e.consequence();
      case Event.NodeCancelled e -> e.node() + " cancelled";
    };
  }
}
