package dev.treadle.engine.run;

import dev.treadle.values.Awaited;
import java.time.Instant;

/** Has nodes of a run wait, and wait no more. A part of {@link Apply}. */
final class Waiting {
  private final Run run;

  Waiting(Run run) {
    this.run = run;
  }

  /** The node waits for the clock. */
  void until(NodeState state, Instant due, String why) {
    state.due = due;
    run.timers.set(state, due);
    rest(state, why);
  }

  /** The node waits for somebody outside. */
  void begin(NodeState state, Event.NodeAwaiting event) {
    state.awaited = event.what();
    if (event.what() instanceof Awaited.Signal signal) {
      run.signals.await(state, signal.name());
    }
    if (event.due().isPresent()) {
      until(state, event.due().get(), event.reason());
    } else {
      rest(state, event.reason());
    }
  }

  private void rest(NodeState state, String why) {
    if (state.isPerformed()) {
      run.running--;
    }
    state.status = NodeStatus.WAITING;
    state.reason = why;
    run.resumptions = 0;
  }

  /** What was in flight at a crash still is, unless somebody was asked about it. */
  void repeat(NodeState state) {
    if (!state.isPerformed()) {
      end(state);
      state.status = NodeStatus.RUNNING;
      state.reason = "";
      run.running++;
    }
  }

  /** The node goes on, or has ended. */
  void end(NodeState state) {
    if (state.due != null) {
      run.timers.unset(state, state.due);
      state.due = null;
    }
    if (state.awaited != null) {
      state.awaited = null;
      run.signals.leave(state);
    }
  }
}
