package dev.treadle.simulation;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Pending;
import dev.treadle.engine.run.RandomWorkflow;
import dev.treadle.engine.run.Run;
import dev.treadle.runtime.drive.WorkflowVersions.StoredVersion;
import dev.treadle.values.Awaited;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One play: replicas, their database, who calls them, and what goes wrong, all from one seed. */
final class World {
  private static final Duration LONGEST = Duration.ofMinutes(20);
  private static final int MOST_STEPS = 1_000_000;
  private static final Duration SEASON = Duration.ofSeconds(20);
  private static final Duration THOUGHT = Duration.ofSeconds(2);

  private final PlantedBug bug;
  private final VirtualClock clock;
  private final Invariants invariants;
  private final Faults faults;
  private final Database database;
  private final Map<ExecutionId, Planned> planned = new LinkedHashMap<>();
  private final List<Slot> slots = new ArrayList<>();
  private Instant begun;
  private int lives;
  private int children;
  private final List<Caller> callers = new ArrayList<>();

  private World(VirtualClock clock, PlantedBug bug, Faults faults, List<Planned> runs, int limit) {
    this.bug = bug;
    this.clock = clock;
    this.begun = clock.now();
    this.faults = faults;
    this.invariants = new Invariants(clock, id -> Run.of(planned(id).workflow().workflow()));
    this.database =
        new Database(clock, invariants, new RunningSlots(clock, limit, bug), bug, this::happened);
    runs.forEach(run -> planned.put(run.execution(), run));
    for (int number = 1 + clock.random().nextInt(3); number > 0; number--) {
      slots.add(new Slot(this, number));
    }
  }

  /** What the seed makes of it. */
  static World random(long seed, PlantedBug bug, boolean telling) {
    VirtualClock clock = new VirtualClock(seed, telling);
    Random random = clock.random();
    Faults faults = new Faults(clock, random.nextInt(5) == 0);
    List<Planned> runs = new ArrayList<>();
    for (int number = 1 + random.nextInt(4); number > 0; number--) {
      runs.add(Planned.random(number, random, !faults.mayPause()));
    }
    World world = new World(clock, bug, faults, runs, random.nextInt(3));
    runs.forEach(world::call);
    return world;
  }

  /** One run, and nothing that goes wrong. */
  static World calm(long seed, Planned run) {
    World world = quiet(seed, run);
    world.call(run);
    return world;
  }

  /** One run, and those that it calls, whose process was lost long ago when this was durable. */
  static World after(List<Database.Commit> past, long seed, Planned run) {
    World world = quiet(seed, run);
    world.clock.skip(LONGEST);
    world.begun = world.clock.now();
    world.children = past.size();
    world.database.resume(past);
    return world;
  }

  private static World quiet(long seed, Planned run) {
    VirtualClock clock = new VirtualClock(seed, false);
    return new World(clock, PlantedBug.NONE, new Faults(clock, true), List.of(run), 0);
  }

  PlantedBug bug() {
    return bug;
  }

  VirtualClock clock() {
    return clock;
  }

  Invariants invariants() {
    return invariants;
  }

  Faults faults() {
    return faults;
  }

  Database database() {
    return database;
  }

  Planned planned(ExecutionId execution) {
    return Objects.requireNonNull(planned.get(execution));
  }

  StoredVersion stored(WorkflowId workflow) {
    return planned.values().stream()
        .flatMap(run -> run.stored(workflow).stream())
        .findFirst()
        .orElseThrow();
  }

  /** The number of the next lease. */
  int nextLife() {
    return ++lives;
  }

  /** The execution of the next call. */
  ExecutionId nextChild() {
    return new ExecutionId(new UUID(6, ++children));
  }

  /** A run is called that perhaps does not exist yet. */
  void called(ExecutionId child, WorkflowId workflow) {
    if (!planned.containsKey(child)) {
      planned.values().stream()
          .flatMap(run -> run.called(child, workflow).stream())
          .findFirst()
          .ifPresent(run -> planned.put(child, run));
    }
  }

  /**
   * How a play ended.
   *
   * @param seen what kinds of things happened in it
   */
  record Played(boolean broken, String breach, long digest, String told, Set<String> seen) {}

  /** Plays to the end. */
  Played play() {
    slots.forEach(Slot::boot);
    while (faults.mayStop()) {
      clock.after(clock.upTo(SEASON), () -> somebody().ifPresent(Slot::stop));
    }
    playUntil(() -> callers.stream().noneMatch(Caller::isOpen) && invariants.allEnded());
    faults.end();
    slots.forEach(Slot::stopForGood);
    playUntil(() -> slots.stream().allMatch(Slot::isGone));
    finish();
    return new Played(
        invariants.breach().isPresent(),
        invariants.breach().orElse(""),
        clock.digest(),
        clock.told(),
        invariants.seen());
  }

  private void finish() {
    if (invariants.breach().isPresent()) {
      return;
    }
    invariants.finish();
    invariants.runs().forEach((id, run) -> planned(id).compare(run, invariants));
    if (faults.isCalm()) {
      invariants.calm(begun);
    }
  }

  private void happened(ExecutionId execution, Event event) {
    if (event instanceof Event.ChildCalled called) {
      called(called.call().child(), called.call().workflow());
    } else if (event instanceof Event.NodeAwaiting asked
        && !(asked.what() instanceof Awaited.Child)) {
      ask(execution, asked);
    }
  }

  /** Whoever is asked answers, sooner or later. */
  private void ask(ExecutionId execution, Event.NodeAwaiting asked) {
    RandomWorkflow workflow = planned(execution).workflow();
    int node = workflow.workflow().indexOf(asked.node());
    Pending.Answer what = new Pending.Answer(node, asked.iteration(), asked.what());
    Command.Asked answer = workflow.people().answer(asked.node(), what);
    clock.after(clock.upTo(THOUGHT), () -> database.letters().leave(execution, answer));
  }

  private void playUntil(BooleanSupplier done) {
    int steps = 0;
    long latest = clock.nanos() + LONGEST.toNanos();
    while (!done.getAsBoolean() && invariants.breach().isEmpty()) {
      if (!clock.step() || ++steps > MOST_STEPS || clock.nanos() > latest) {
        invariants.finish();
        invariants.broken("everything comes to an end");
      }
      slots.forEach(Slot::look);
    }
  }

  private void call(Planned run) {
    Caller caller = new Caller(this, run);
    callers.add(caller);
    Duration begin = clock.upTo(SEASON);
    later(begin, slot -> slot.serve("start", caller::start));
    if (run.cancelled()) {
      later(begin.plus(clock.upTo(SEASON)), slot -> slot.serve("cancel", caller::cancel));
    }
  }

  private void later(Duration delay, Consumer<Slot> what) {
    clock.after(
        delay, () -> somebody().ifPresentOrElse(what, () -> later(Duration.ofSeconds(1), what)));
  }

  private Optional<Slot> somebody() {
    List<Slot> serving = slots.stream().filter(Slot::serves).toList();
    return serving.isEmpty()
        ? Optional.empty()
        : Optional.of(serving.get(clock.random().nextInt(serving.size())));
  }
}
