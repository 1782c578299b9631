package dev.treadle.engine.run;

import dev.treadle.values.NodeId;

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
      case Event.NodeSkipped e -> at(e, e.node()) + " skipped";
      case Event.NodeStarted e ->
          at(e, e.node()) + (e.attempt() == 1 ? " started" : " started again " + e.attempt());
      case Event.NodeRepeated e -> at(e, e.node()) + " repeated " + e.attempt();
      case Event.RunCalled e -> "run called by " + e.parent().node();
      case Event.ChildCalled e -> at(e, e.node()) + " calls";
      case Event.ChildCancelled e -> at(e, e.node()) + " cancels its child";
      case Event.MergeConflicted e -> at(e, e.node()) + " conflict " + e.key() + " " + e.writers();
      case Event.NodeCompleted e -> at(e, e.node()) + " completed";
      case Event.NodeReused e -> at(e, e.node()) + " reused";
      case Event.LoopOpened e -> at(e, e.node()) + " opened " + e.over().items().size();
      case Event.LoopCompleted e -> at(e, e.node()) + " looped";
      case Event.NodeWaiting e -> at(e, e.node()) + " waits";
      case Event.NodeAwaiting e -> at(e, e.node()) + " awaits";
      case Event.AttemptFailed e ->
          at(e, e.error().node()) + " failed attempt " + e.error().attempt();
      case Event.NodeFailed e -> at(e, e.error().node()) + " failed " + e.consequence();
      case Event.NodeCancelled e -> at(e, e.node()) + " cancelled";
    };
  }

  private static Place at(Event event, NodeId node) {
    return new Place(node, event.iteration());
  }
}
