package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Graph;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.Awaited;
import dev.treadle.values.Json;
import dev.treadle.values.NodeId;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of one run: the fold of its events over a workflow.
 *
 * <p>Pure by contract, not by copying: it owns its arrays, has one user at a time, and the same
 * events always give the same state. Applying an event costs as much as the node has edges.
 */
public final class Run {
  // Changed by Apply alone, read by Decide.
  final Workflow workflow;
  final NodeState[] nodes;
  final BitSet takenEdges;
  final ActiveNodes active;
  final Timers timers = new Timers();
  final Signals signals = new Signals();
  private final Comparator<Written> writing;

  RunStatus status = RunStatus.PENDING;
  int lastSeq;
  int running;
  int trigger = -1;
  @Nullable Origin origin;
  @Nullable String heldFor;
  int completed;
  int resumptions;
  Usage usage = Usage.NONE;
  @Nullable Instant startedAt;
  @Nullable Instant endedAt;
  Map<String, @Nullable Object> input = Map.of();
  @Nullable Map<String, @Nullable Object> output;
  @Nullable Map<String, @Nullable Object> error;

  private Run(Workflow workflow) {
    this.workflow = workflow;
    Graph graph = workflow.graph();
    this.writing =
        Comparator.<Written>comparingInt(w -> graph.position(w.writer()))
            .thenComparingInt(Written::place);
    this.nodes = new NodeState[workflow.size()];
    this.active = new ActiveNodes(nodes.length);
    for (int node = 0; node < nodes.length; node++) {
      nodes[node] = new NodeState(graph.inDegree(node));
    }
    this.takenEdges = new BitSet(graph.edges());
  }

  /** A run to which nothing has happened yet. */
  public static Run of(Workflow workflow) {
    return new Run(workflow);
  }

  /** The run to which these events happened, in this order. */
  public static Run replay(Workflow workflow, Iterable<Event> events) {
    Run run = new Run(workflow);
    Apply fold = new Apply(run);
    events.forEach(fold::apply);
    return run;
  }

  /**
   * Decides a command. Events of an accepted one are already applied to this run when this returns,
   * each decided on the state that those before it made.
   *
   * @param now the moment that the events bear
   */
  public Decision decide(Command command, Instant now) {
    return new Decide(this, now).decide(command);
  }

  /** Adds an event that was decided elsewhere on the same state. */
  public void apply(Event event) {
    new Apply(this).apply(event);
  }

  public Workflow workflow() {
    return workflow;
  }

  /** Waiting when every node that has begun and not ended waits; pending while it is held. */
  public RunStatus status() {
    if (heldFor != null) {
      return RunStatus.PENDING;
    }
    return status == RunStatus.RUNNING && running == 0 && !active.isEmpty()
        ? RunStatus.WAITING
        : status;
  }

  /** Whether nothing of the run is to be done until it is released. */
  public boolean isHeld() {
    return heldFor != null;
  }

  /** The number of the last event; they count from 1. */
  public int lastSeq() {
    return lastSeq;
  }

  public Map<String, @Nullable Object> input() {
    return input;
  }

  /** The trigger from which the run started. */
  public Optional<NodeId> trigger() {
    return trigger < 0 ? Optional.empty() : Optional.of(workflow.node(trigger).id());
  }

  /** How many nodes are completed, triggers too. */
  public int nodesExecuted() {
    return completed;
  }

  /** What all attempts consumed together, failed ones too. */
  public Usage usage() {
    return usage;
  }

  public Optional<Instant> startedAt() {
    return Optional.ofNullable(startedAt);
  }

  public Optional<Instant> endedAt() {
    return Optional.ofNullable(endedAt);
  }

  /** The run as a whole, as it stands. */
  public RunSummary summary() {
    return new RunSummary(
        status(),
        input,
        Optional.ofNullable(output),
        Optional.ofNullable(error),
        Optional.ofNullable(startedAt),
        Optional.ofNullable(endedAt),
        completed,
        usage,
        Optional.ofNullable(origin),
        Optional.ofNullable(heldFor));
  }

  /** Where a node stands. */
  public NodeSnapshot node(int node) {
    NodeState state = nodes[node];
    return new NodeSnapshot(
        state.status,
        state.attempt,
        Optional.ofNullable(state.startedAt),
        Optional.ofNullable(state.endedAt),
        state.result,
        Optional.ofNullable(state.error),
        state.usage,
        state.reason);
  }

  /** What somebody outside must give so that a node goes on, while it waits for that. */
  public Optional<Awaited> awaited(int node) {
    return Optional.ofNullable(nodes[node].awaited);
  }

  /** What a node that has begun sees as its input: an immutable object. */
  public Map<String, @Nullable Object> inputOf(int node) {
    return new Seen(nodes[node].input, writing);
  }

  /** What a node sees as {@code $nodes}: its ancestors by id. */
  public Map<String, @Nullable Object> ancestorsOf(int node) {
    return new Ancestors(this, node);
  }

  /** What the run is waiting for the shell to do, derived from state alone, in node order. */
  public List<Pending> pending() {
    List<Pending> pending = new ArrayList<>();
    active.stream().forEach(node -> pending.add(pending(node)));
    return pending;
  }

  private Pending pending(int node) {
    NodeState state = nodes[node];
    if (state.awaited != null) {
      return new Pending.Answer(node, state.awaited);
    }
    return state.due == null
        ? new Pending.Perform(node, state.attempt)
        : new Pending.Timer(node, state.due);
  }

  /** When the next timer is due, where one is set. */
  public Optional<Instant> nextDue() {
    return timers.earliest();
  }

  /** The timers that are due, the earliest first. */
  public List<Pending.Timer> due(Instant now) {
    return timers.due(now);
  }

  /** What the run's output is if it completes now. */
  Map<String, @Nullable Object> outcome() {
    Join join = new Join(workflow.graph(), trigger);
    boolean fromOutputs = workflow.hasOutputs() && hasCompletedOutput();
    for (int place = 0; place < nodes.length; place++) {
      int node = workflow.graph().ordered(place);
      NodeState state = nodes[node];
      if (state.status != NodeStatus.COMPLETED) {
        continue;
      }
      if (fromOutputs) {
        if (isOutput(node)) {
          join.add(Overlay.write(null, state.result, Set.of(), false, node));
        }
      } else if (state.isLast) {
        join.add(state.data);
      }
    }
    return Json.freezeObject(new Seen(join.data(), writing));
  }

  private boolean hasCompletedOutput() {
    for (int node = 0; node < nodes.length; node++) {
      if (isOutput(node) && nodes[node].status == NodeStatus.COMPLETED) {
        return true;
      }
    }
    return false;
  }

  private boolean isOutput(int node) {
    return workflow.node(node).signature().role() == NodeSignature.Role.OUTPUT;
  }
}
