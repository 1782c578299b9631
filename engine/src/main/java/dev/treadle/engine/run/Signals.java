package dev.treadle.engine.run;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;

/**
 * The signals of a run that came and were not taken, in their order, and the nodes that wait for
 * one, the longest first. Every change takes constant time.
 */
final class Signals {
  /** What nobody waits for is kept in the run's state, so it has a bound. */
  static final int MOST_KEPT = 1_000;

  private final Map<String, ArrayDeque<Event.SignalReceived>> kept = new HashMap<>();
  private final Map<String, LinkedHashSet<NodeState>> waiting = new HashMap<>();
  private final Map<NodeState, String> names = new HashMap<>();

  /** Names with a signal and a node that waits for it. */
  private final LinkedHashSet<String> ripe = new LinkedHashSet<>();

  private int count;

  /** A node and the signal that it is to take. */
  record Ripe(NodeState node, Event.SignalReceived signal) {}

  boolean isFull() {
    return count >= MOST_KEPT;
  }

  void keep(Event.SignalReceived signal) {
    kept.computeIfAbsent(signal.name(), name -> new ArrayDeque<>()).add(signal);
    count++;
    look(signal.name());
  }

  void await(NodeState node, String name) {
    waiting.computeIfAbsent(name, same -> new LinkedHashSet<>()).add(node);
    names.put(node, name);
    look(name);
  }

  /** The node takes the oldest signal of the name that it waits for. */
  void take(NodeState node) {
    String name = names.get(node);
    ArrayDeque<Event.SignalReceived> signals = name == null ? null : kept.get(name);
    if (name != null && signals != null) {
      signals.remove();
      count--;
      if (signals.isEmpty()) {
        kept.remove(name);
      }
      look(name);
    }
  }

  /** The node waits no more, if it ever did. */
  void leave(NodeState node) {
    String name = names.remove(node);
    LinkedHashSet<NodeState> nodes = name == null ? null : waiting.get(name);
    if (name != null && nodes != null) {
      nodes.remove(node);
      if (nodes.isEmpty()) {
        waiting.remove(name);
      }
      look(name);
    }
  }

  /** What is to be handed over next. */
  Optional<Ripe> ripe() {
    if (ripe.isEmpty()) {
      return Optional.empty();
    }
    LinkedHashSet<NodeState> nodes = waiting.get(ripe.getFirst());
    ArrayDeque<Event.SignalReceived> signals = kept.get(ripe.getFirst());
    return nodes == null || signals == null
        ? Optional.empty()
        : Optional.of(new Ripe(nodes.getFirst(), signals.element()));
  }

  void clear() {
    kept.clear();
    waiting.clear();
    names.clear();
    ripe.clear();
    count = 0;
  }

  private void look(String name) {
    if (kept.containsKey(name) && waiting.containsKey(name)) {
      ripe.add(name);
    } else {
      ripe.remove(name);
    }
  }
}
