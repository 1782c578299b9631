package dev.treadle.server.faults;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.server.cli.Sink.Delivery;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what must not be in a history. Looks at what is there, and trusts no replica's word. */
final class Check {
  /** What the clocks of the replicas, each corrected by the database's, may differ by. */
  private static final Duration BLUR = Duration.ofSeconds(1);

  private final History history;
  private final List<String> faults = new ArrayList<>();
  private final Map<String, Instant> intents = new HashMap<>();
  private final Set<String> effects = new HashSet<>();
  private final List<Duration> takeovers = new ArrayList<>();

  private Check(History history) {
    this.history = history;
  }

  /**
   * What was found.
   *
   * @param faults a sentence each; empty when all is well
   * @param takeovers how long runs of dead replicas stood still, shortest first
   */
  record Result(List<String> faults, List<Duration> takeovers) {
    /** The longest but for one of a hundred. */
    Optional<Duration> slowTakeover() {
      return takeovers.isEmpty()
          ? Optional.empty()
          : Optional.of(takeovers.get((takeovers.size() - 1) * 99 / 100));
    }
  }

  static Result of(History history) {
    Check check = new Check(history);
    check.promises();
    history.journals().forEach(check::journal);
    check.rows();
    check.world();
    check.replicas();
    return new Result(List.copyOf(check.faults), List.copyOf(check.takeovers));
  }

  private void require(boolean holds, String rule, Object about) {
    if (!holds) {
      faults.add(rule + ": " + about);
    }
  }

  private void promises() {
    for (ExecutionId run : history.accepted()) {
      require(history.rows().containsKey(run), "an accepted run is lost", run);
      require(history.journals().containsKey(run), "an accepted run has no journal", run);
    }
  }

  private void rows() {
    history
        .rows()
        .forEach(
            (run, status) -> {
              require(RunStatus.valueOf(status).hasEnded(), "a run has not ended", run);
              List<Frame> frames = history.journals().getOrDefault(run, List.of());
              require(
                  end(Frame.events(frames)).filter(status::equals).isPresent(),
                  "row and journal do not say the same",
                  run + " " + status);
            });
  }

  private static Optional<String> end(List<Event> events) {
    return events.isEmpty() ? Optional.empty() : ending(events.getLast());
  }

  private static Optional<String> ending(Event event) {
    if (event instanceof Event.RunCompleted) {
      return Optional.of("COMPLETED");
    }
    if (event instanceof Event.RunFailed || event instanceof Event.RunPoisoned) {
      return Optional.of("FAILED");
    }
    return event instanceof Event.RunCancelled ? Optional.of("CANCELLED") : Optional.empty();
  }

  private void journal(ExecutionId run, List<Frame> frames) {
    int next = 1;
    for (Frame frame : frames) {
      require(frame.firstSeq() == next, "a number is missing or there twice", run + " " + next);
      next = frame.firstSeq() + frame.events().size();
    }
    List<Event> events = Frame.events(frames);
    for (int i = 0; i < events.size() - 1; i++) {
      require(ending(events.get(i)).isEmpty(), "something follows the end", run);
    }
    nodes(run, events);
    takeovers(events);
  }

  private void nodes(ExecutionId run, List<Event> events) {
    Set<String> started = new HashSet<>();
    Set<String> ended = new HashSet<>();
    for (Event event : events) {
      if (event instanceof Event.NodeStarted begun) {
        String key = key(run, begun.node(), begun.iteration());
        started.add(key);
        require(!ended.contains(key), "a node starts after its end", key);
        if (history.effectful().contains(begun.node())) {
          intents.putIfAbsent(key, begun.at());
        }
      }
      NodeId node = completed(event);
      if (node != null) {
        String key = key(run, node, event.iteration());
        require(ended.add(key), "a node completed twice", key);
        require(started.contains(key), "a node completed that was not started", key);
        if (history.effectful().contains(node)) {
          effects.add(key);
        }
      }
    }
  }

  private static @Nullable NodeId completed(Event event) {
    return event instanceof Event.NodeCompleted end ? end.node() : null;
  }

  /** As nodes make them. */
  private static String key(ExecutionId run, NodeId node, Iteration iteration) {
    String path = iteration.equals(Iteration.NONE) ? "0" : iteration.toString();
    return run + "/" + node.value() + "/" + path;
  }

  /** From the first death after a run's last sign of life to the next one. */
  private void takeovers(List<Event> events) {
    for (int i = 1; i < events.size(); i++) {
      if (events.get(i) instanceof Event.RunResumed resumed) {
        Instant before = events.get(i - 1).at();
        history.replicas().deaths().stream()
            .filter(death -> !death.isBefore(before) && death.isBefore(resumed.at()))
            .min(Comparator.naturalOrder())
            .ifPresent(death -> takeovers.add(Duration.between(death, resumed.at())));
      }
    }
    takeovers.sort(Comparator.naturalOrder());
  }

  private void world() {
    Set<String> delivered = new HashSet<>();
    for (Delivery delivery : history.deliveries()) {
      delivered.add(delivery.key());
      Instant intent = intents.get(delivery.key());
      if (intent == null) {
        faults.add("the world was touched without an intent: " + delivery.key());
      } else {
        require(
            !delivery.at().plus(BLUR).isBefore(intent),
            "the world was touched before the intent",
            delivery.key());
      }
    }
    for (String effect : effects) {
      require(delivered.contains(effect), "an effect completed that the world never saw", effect);
    }
  }

  private void replicas() {
    History.Replicas replicas = history.replicas();
    replicas.staleWrites().forEach(write -> faults.add("a stale write: " + write));
    for (History.Pause pause : replicas.pauses()) {
      require(pause.refused() > 0, "a pause beyond the lease and nothing was refused", pause);
    }
    Duration most = replicas.lease().plusSeconds(5);
    new Result(faults, takeovers)
        .slowTakeover()
        .filter(slow -> slow.compareTo(most) > 0)
        .ifPresent(slow -> faults.add("runs of a dead replica stood still for " + slow));
  }
}
