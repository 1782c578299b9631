package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.node.NodeContext;
import dev.treadle.runtime.drive.FakeType.Behaviour;
import dev.treadle.runtime.drive.Inbox.Letter;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.drive.Runs.Started;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.runtime.drive.WorkflowVersions.StoredVersion;
import dev.treadle.runtime.host.Host;
import dev.treadle.runtime.journal.Tail;
import dev.treadle.runtime.perform.NodeCatalog;
import dev.treadle.runtime.perform.PerformNode;
import dev.treadle.values.Effect;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.Outcome;
import dev.treadle.values.WorkflowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A process with one workflow, a journal in memory, a clock that stands, and nodes by script. */
final class World {
  private static final OrganizationId ORGANIZATION = new OrganizationId(new UUID(1, 1));
  private static final WorkflowId WORKFLOW = new WorkflowId(new UUID(2, 2));

  /** What runs may call; its only node is called {@code c}. */
  static final WorkflowId CALLED = new WorkflowId(new UUID(2, 3));

  private static final Map<String, @Nullable Object> CHILD =
      Map.of(
          "nodes",
          List.of(Map.of("id", "ct", "type", "trigger"), Map.of("id", "c", "type", "wait")),
          "edges",
          List.of(Map.of("source", "ct", "target", "c")));

  final MemoryJournal journal = new MemoryJournal();
  final Tail tail = new Tail();
  private final Map<String, Behaviour> scripts = new ConcurrentHashMap<>();
  private final List<Object> nodes = new ArrayList<>();
  private final List<Object> edges = new ArrayList<>();
  private final NodeCatalog catalog =
      new NodeCatalog(
          List.of(
              FakeType.of("trigger", Role.TRIGGER, Effect.PURE, this::act),
              FakeType.of("step", Role.STEP, Effect.PURE, this::act),
              FakeType.of("wait", Role.STEP, Effect.WAITS, this::act),
              FakeType.of("loop", Role.STEP, Effect.COMPOSITE, this::act),
              FakeType.of("effect", Role.STEP, Effect.EFFECTFUL, this::act)));
  final WorkflowVersions versions =
      new WorkflowVersions(
          (organization, workflow, version) ->
              new StoredVersion("world", workflow.equals(CALLED) ? CHILD : definition()),
          catalog);
  volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private MemoryJournal.Handle handle = journal.new Handle();
  private Callees callees = Callees.none();
  Runs runs = newRuns();
  private int started;
  Optional<String> hold = Optional.empty();
  Slot slot = Slot.NOT_NEEDED;
  private final List<Mail> inbox = new CopyOnWriteArrayList<>();

  /** Happens while a driver reads its letters. */
  volatile Runnable whileReading = () -> {};

  /** A letter and whom it is for. */
  private record Mail(ExecutionId execution, Letter letter) {}

  World() {
    node("trigger", "t");
  }

  /** Leaves a command for the last run. */
  long leave(Command.Asked command) {
    return leaveFor(last(), command);
  }

  synchronized long leaveFor(ExecutionId execution, Command.Asked command) {
    inbox.add(new Mail(execution, new Letter(inbox.size(), command)));
    return inbox.size() - 1L;
  }

  /** From now on runs may call, and what they tell one another is kept. */
  void mayCall(Callees what) {
    callees = what;
    journal.onSent(sent -> leaveFor(sent.execution(), sent.command()));
    lose();
  }

  /** Takes up what rests and has letters, as whoever claims runs does. */
  void deliver() {
    for (ExecutionId execution : journal.executions()) {
      boolean rests =
          journal.row(execution).filter(row -> row.status() == RunStatus.WAITING).isPresent();
      if (!letters(ORGANIZATION, execution).isEmpty()
          && !runs.knock(execution)
          && rests
          && !runs.drives(execution)) {
        runs.takeUp(claimed(execution, false));
      }
    }
  }

  /**
   * The process is lost, and another one takes up all that had not ended: the rows here do not tell
   * what was claimed.
   */
  void crashAll() {
    lose();
    for (ExecutionId execution : journal.executions()) {
      if (journal.row(execution).filter(row -> row.status().hasEnded()).isEmpty()) {
        runs.takeUp(claimed(execution, true));
      }
    }
  }

  private ClaimedRun claimed(ExecutionId execution, boolean interrupted) {
    WorkflowId workflow = execution.equals(last()) ? WORKFLOW : CALLED;
    return new ClaimedRun(execution, ORGANIZATION, workflow, 1, interrupted, slot);
  }

  /** Leaves a command for the last run and knocks; false when nobody drives it. */
  boolean send(Command.Asked command) {
    leave(command);
    return runs.knock(last());
  }

  private List<Letter> letters(OrganizationId organization, ExecutionId execution) {
    whileReading.run();
    return inbox.stream()
        .filter(mail -> mail.execution().equals(execution))
        .map(Mail::letter)
        .filter(letter -> !journal.settled().containsKey(letter.number()))
        .toList();
  }

  private Map<String, @Nullable Object> definition() {
    return Map.of("nodes", nodes, "edges", edges);
  }

  private Runs newRuns() {
    Runs.Ports ports = new Runs.Ports(handle, tail, this::letters, callees);
    Terms terms = new Terms(() -> now, Host.process(), 10);
    return new Runs(ports, versions, new PerformNode(catalog), terms);
  }

  private Outcome act(NodeContext context) throws InterruptedException {
    Behaviour behaviour =
        scripts.getOrDefault(
            context.node().value(), c -> Outcome.completed("out", Map.of(c.node().value(), 1)));
    return behaviour.act(context);
  }

  World node(String type, String id) {
    return node(type, id, Map.of());
  }

  World node(String type, String id, Map<String, Object> policy) {
    nodes.add(Map.of("id", id, "type", type, "data", policy));
    return this;
  }

  World edge(String source, String target) {
    edges.add(Map.of("source", source, "target", target));
    return this;
  }

  /** What follows when a node fails. */
  World errorEdge(String source, String target) {
    edges.add(Map.of("source", source, "target", target, "sourceHandle", "error"));
    return this;
  }

  /** A node in the body of a loop. */
  World inside(String loop, String type, String id, Map<String, Object> policy) {
    nodes.add(Map.of("id", id, "type", type, "parentId", loop, "data", policy));
    return this;
  }

  /** A node behind another one. */
  World then(String source, String type, String id) {
    return node(type, id).edge(source, id);
  }

  World script(String node, Behaviour behaviour) {
    scripts.put(node, behaviour);
    return this;
  }

  ExecutionId execution(int number) {
    return new ExecutionId(new UUID(3, number));
  }

  /** The id of the run that was started last. */
  ExecutionId last() {
    return execution(started);
  }

  Started.Going start() {
    return start(execution(++started), false);
  }

  Started.Going startAhead() {
    return start(execution(++started), true);
  }

  Started.Going start(ExecutionId execution, boolean ahead) {
    CompiledVersion version = versions.get(ORGANIZATION, WORKFLOW, 1);
    StartRequest request =
        new StartRequest(
            execution,
            ORGANIZATION,
            version,
            new Command.StartRun(Optional.empty(), Map.of()),
            new Entry(ahead, hold, slot, 5));
    if (!(runs.start(request) instanceof Started.Going going)) {
      throw new AssertionError("the run was refused");
    }
    return going;
  }

  /** The process is lost, and another one takes its journal over. */
  void lose() {
    handle.fence();
    handle = journal.new Handle();
    runs = newRuns();
  }

  /** The process is lost, another one takes its journal over, and takes up its last run. */
  void crash() {
    lose();
    runs.takeUp(claimed(true));
  }

  ClaimedRun claimed(boolean interrupted) {
    return claimed(last(), interrupted);
  }

  /** The last run, as its journal tells it. */
  Run stored() {
    return Run.replay(versions.get(ORGANIZATION, WORKFLOW, 1).workflow(), journal.events(last()));
  }

  RunSummary awaitStoredEnd() {
    eventually(() -> stored().status().hasEnded());
    return stored().summary();
  }

  /** Whether an event about a node is durable. */
  boolean isDurable(Class<? extends Event> type, String node) {
    return journal.events(last()).stream()
        .filter(type::isInstance)
        .anyMatch(event -> event.toString().contains("node=" + node + ","));
  }

  static <T> T get(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("it failed", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("it did not happen", e);
    }
  }

  /** Waits for what another thread is about to do, at most ten seconds. */
  static void eventually(BooleanSupplier condition) {
    long until = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not happen in time").isLessThan(until);
      LockSupport.parkNanos(100_000);
    }
  }
}
