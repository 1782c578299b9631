package dev.treadle.simulation;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Place;
import dev.treadle.engine.workflow.Node;
import dev.treadle.values.Awaited;
import dev.treadle.values.Effect;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.InDoubt;
import dev.treadle.values.NodeError;
import dev.treadle.values.NodeId;
import dev.treadle.values.Retry;
import java.time.Duration;
import java.time.Instant;

/** What must hold of attempts that fail, run out of time, or are in doubt. */
record AttemptRules(Invariants invariants) {
  void check(Journaled of, Event event) {
    switch (event) {
      case Event.NodeStarted e -> of.began.put(new Place(e.node(), e.iteration()), e.at());
      case Event.NodeRepeated e -> {
        of.began.put(new Place(e.node(), e.iteration()), e.at());
        InDoubt inDoubt = node(of, e.node()).inDoubt();
        boolean asked = e.reason().startsWith("approved by ");
        boolean allowed = asked ? inDoubt == InDoubt.ASK : inDoubt == InDoubt.RETRY;
        invariants.require(allowed, "what is in doubt is done again as its node says", e);
        invariants.saw("in doubt: " + (asked ? "approved" : "repeated"));
      }
      case Event.NodeAwaiting e when e.what() instanceof Awaited.Doubt ->
          invariants.require(
              node(of, e.node()).inDoubt() == InDoubt.ASK, "asks as its node says", e);
      case Event.AttemptFailed e -> {
        failed(of, e.error(), e);
        Retry retry = node(of, e.error().node()).policy().retry();
        invariants.require(
            e.error().attempt() < retry.maxAttempts(), "no more attempts than may be", e);
        invariants.require(
            !e.due().isBefore(e.at().plus(pause(retry, e.error().attempt()))),
            "no pause before a retry is too short",
            e);
        invariants.saw(e.iteration().isNone() ? "retry" : "retry inside");
      }
      case Event.NodeFailed e -> failed(of, e.error(), e);
      default -> {}
    }
  }

  private void failed(Journaled of, NodeError error, Event event) {
    ErrorCode code = error.failure().code();
    Node node = node(of, error.node());
    if (node.signature().effect() != Effect.EFFECTFUL) {
      return;
    }
    if (code.equals(ErrorCode.IN_DOUBT)) {
      invariants.require(node.inDoubt() != InDoubt.RETRY, "doubt fails as its node says", event);
      invariants.saw("in doubt: failed");
    }
    if (code.equals(ErrorCode.TIMEOUT)) {
      Instant began = of.began.get(new Place(error.node(), event.iteration()));
      invariants.require(
          began != null && !event.at().isBefore(began.plus(FaultyNodes.DEADLINE)),
          "no deadline is early",
          event);
      invariants.saw("deadline");
    }
  }

  /** As the definition says it: each pause is longer than the one before. */
  private static Duration pause(Retry retry, int attempt) {
    Duration pause = retry.initialInterval();
    for (int before = 1; before < attempt; before++) {
      pause = Duration.ofMillis((long) (pause.toMillis() * retry.backoffCoefficient()));
    }
    return pause.compareTo(retry.maxInterval()) > 0 ? retry.maxInterval() : pause;
  }

  private static Node node(Journaled of, NodeId id) {
    return of.run.workflow().node(of.run.workflow().indexOf(id));
  }
}
