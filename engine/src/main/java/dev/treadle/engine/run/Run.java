package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Graph;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.Effect;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  final Walk root;
  final Timers timers = new Timers();
  final Signals signals = new Signals();
  private final Comparator<Written> writing;

  /** Of each node that lies in a loop, by its number. */
  private final @Nullable Tally[] tallies;

  RunStatus status = RunStatus.PENDING;
  int lastSeq;
  int running;
  @Nullable Origin origin;
  @Nullable Parent parent;
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
    this.root = Walk.ofRun(workflow);
    boolean hasLoops = root.nodes.length < workflow.size();
    this.tallies = new Tally[hasLoops ? workflow.size() : 0];
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
    return status == RunStatus.RUNNING && running == 0 && !root.active.isEmpty()
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
    return root.origin < 0 ? Optional.empty() : Optional.of(workflow.node(root.origin).id());
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
        Optional.ofNullable(parent),
        Optional.ofNullable(heldFor));
  }

  /** Where a node stands. */
  public NodeSnapshot node(int node) {
    return new Snapshots(this).of(node);
  }

  /** What a node waits for that somebody outside must give, in the first iteration of several. */
  public Optional<Pending.Answer> awaited(int node) {
    return pending().stream()
        .filter(Pending.Answer.class::isInstance)
        .map(Pending.Answer.class::cast)
        .filter(answer -> answer.node() == node)
        .findFirst();
  }

  /** The state that is told of a node; null for a node of a body to which no iteration came. */
  @Nullable NodeState shown(int node) {
    return workflow.graph().outer(node) == Graph.OUTSIDE ? root.state(node) : tally(node).shown;
  }

  /** What became of a node of a body in all iterations. */
  Tally tally(int node) {
    Tally tally = tallies[node];
    if (tally == null) {
      tally = new Tally();
      tallies[node] = tally;
    }
    return tally;
  }

  /** What a node that has begun sees as its input, as {@link #node} tells of it. */
  public Map<String, @Nullable Object> inputOf(int node) {
    NodeState state = shown(node);
    return state == null ? Map.of() : seen(state.input);
  }

  /** An overlay as a JSON object. */
  Map<String, @Nullable Object> seen(@Nullable Overlay overlay) {
    return new Seen(overlay, writing);
  }

  /** What a walk comes to. */
  Output output(Walk walk) {
    return new Output(walk, workflow.graph(), writing);
  }

  /** What a node that has begun sees, in an iteration that goes on. */
  public Sight sight(int node, Iteration iteration) {
    NodeState state = at(node, iteration);
    NodeState loop = state.walk.loop;
    Optional<Sight.Item> item =
        loop == null
            ? Optional.empty()
            : Optional.of(loop.iterations().item(state.iteration().index()));
    return new Sight(seen(state.input), new Ancestors(this, state), item);
  }

  /** Whether an attempt is still to be performed: it was not reported or given up. */
  public boolean awaits(Pending.Perform attempt) {
    NodeState state = find(attempt.node(), attempt.iteration());
    return state != null && state.isPerformed() && state.attempt == attempt.attempt();
  }

  /** Whether an attempt may have touched the world, when its process is lost. */
  public boolean isInDoubt(Pending.Perform attempt) {
    return awaits(attempt)
        && workflow.node(attempt.node()).signature().effect() == Effect.EFFECTFUL
        && called(attempt).isEmpty();
  }

  /** The run that an attempt calls, where it has found which: nothing else of it is to be done. */
  public Optional<Outcome.Called> called(Pending.Perform attempt) {
    return Optional.ofNullable(at(attempt.node(), attempt.iteration()).called);
  }

  /** How many runs are above this one. */
  public int depth() {
    return parent == null ? 0 : parent.depth();
  }

  /** Where a node stands in an iteration; null when there is no such iteration, or it is over. */
  @Nullable NodeState find(int node, Iteration iteration) {
    Walk walk = walk(workflow.graph().outer(node), iteration);
    return walk == null ? null : walk.state(node);
  }

  NodeState at(int node, Iteration iteration) {
    NodeState state = find(node, iteration);
    if (state == null) {
      throw new IllegalStateException(
          "no iteration " + iteration + " of " + workflow.node(node).id() + " goes on");
    }
    return state;
  }

  /** As deep as loops are nested, which the definition bounds. */
  private @Nullable Walk walk(int loop, Iteration iteration) {
    if (loop == Graph.OUTSIDE || iteration.isNone()) {
      return loop == Graph.OUTSIDE && iteration.isNone() ? root : null;
    }
    Walk around = walk(workflow.graph().outer(loop), iteration.outer());
    Loop iterations = around == null ? null : around.state(loop).loop;
    return iterations == null ? null : iterations.walk(iteration.index());
  }

  /**
   * What the run is waiting for the shell to do, derived from state alone, in node order; of a loop
   * what its iterations wait for, in theirs.
   */
  public List<Pending> pending() {
    List<Pending> pending = new ArrayList<>();
    collect(root, pending);
    return pending;
  }

  private static void collect(Walk walk, List<Pending> pending) {
    walk.active.stream().mapToObj(place -> walk.nodes[place]).forEach(s -> collect(s, pending));
  }

  private static void collect(NodeState state, List<Pending> pending) {
    int node = state.node.index();
    if (state.loop != null) {
      state.loop.walks().forEach(walk -> collect(walk, pending));
    } else if (state.awaited != null) {
      pending.add(new Pending.Answer(node, state.iteration(), state.awaited));
    } else if (state.due != null) {
      pending.add(new Pending.Timer(node, state.iteration(), state.due));
    } else {
      pending.add(new Pending.Perform(node, state.iteration(), state.attempt));
    }
  }

  /** When the next timer is due, where one is set. */
  public Optional<Instant> nextDue() {
    return timers.earliest();
  }

  /** The timers that are due, the earliest first. */
  public List<Pending.Timer> due(Instant now) {
    return timers.due(now);
  }
}
