package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.drive.MemoryJournal.Crash;
import dev.treadle.values.Awaited;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.Outcome;
import dev.treadle.values.WorkflowId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that call runs, while processes are lost. */
@Timeout(120)
class ChildrenDriveTest {
  private static final Awaited SIGNAL = new Awaited.Signal("go");

  private final AtomicInteger ids = new AtomicInteger();

  private World world(boolean waits) {
    World world = new World().then("t", "effect", "call").then("call", "step", "s");
    world.script(
        "call", context -> new Outcome.Calling(World.CALLED, null, Map.of("in", 1), waits));
    world.mayCall(new InWorld(world, ids));
    return world;
  }

  /** What a world has to call. */
  private record InWorld(World world, AtomicInteger ids) implements Callees {
    @Override
    public Found find(OrganizationId organization, WorkflowId workflow, Optional<Integer> asked) {
      return new Found.Version(1);
    }

    @Override
    public ExecutionId newId() {
      return new ExecutionId(new UUID(9, ids.incrementAndGet()));
    }

    @Override
    public boolean exists(OrganizationId organization, ExecutionId child) {
      return world.journal.row(child).isPresent();
    }

    @Override
    public Admission admit(
        OrganizationId organization, ExecutionId child, WorkflowId workflow, int version) {
      return new Admission.Admitted(
          world.versions.get(organization, workflow, version), Entry.usual(false));
    }

    @Override
    public void held(OrganizationId organization, ExecutionId child, WorkflowId workflow) {}
  }

  private static boolean ended(World world, ExecutionId execution) {
    return world.journal.row(execution).filter(row -> row.status().hasEnded()).isPresent();
  }

  private static boolean haveEnded(World world) {
    return ended(world, world.last())
        && world.journal.executions().stream().allMatch(each -> ended(world, each));
  }

  private static void playOn(World world) {
    playOn(world, "");
  }

  private static void playOn(World world, String where) {
    try {
      World.eventually(
          () -> {
            world.deliver();
            return haveEnded(world);
          });
    } catch (AssertionError e) {
      StringBuilder told = new StringBuilder(where);
      world
          .journal
          .executions()
          .forEach(each -> told.append('\n').append(world.journal.events(each)));
      throw new AssertionError(told.toString(), e);
    }
  }

  private static List<ExecutionId> children(World world) {
    return world.journal.executions().stream()
        .filter(execution -> !execution.equals(world.last()))
        .toList();
  }

  @Test
  void theParentHoldsNothingWhileItWaitsAndHasTheOutputOfItsChild() {
    World world = world(true);
    world.script("c", context -> new Outcome.Awaiting(SIGNAL, null, "awaits"));
    world.start();
    World.eventually(
        () ->
            world.runs.size() == 0
                && world.journal.row(world.last()).orElseThrow().status() == RunStatus.WAITING
                && children(world).size() == 1);
    assertThat(world.stored().summary().status()).isEqualTo(RunStatus.WAITING);
    world.leaveFor(children(world).getFirst(), new Command.ReceiveSignal("go", 7));
    playOn(world);
    assertThat(world.stored().summary().output().orElseThrow()).containsEntry("signal", 7);
  }

  /**
   * Each append of either run is one at which everything is lost, before or after it is durable.
   */
  @Test
  void whereverEverythingIsLostThereIsOneChildAndItsEndArrivesOnce() {
    int appends = appendsOf(world(true));
    assertThat(appends).isGreaterThanOrEqualTo(5);
    for (int at = 1; at <= appends; at++) {
      for (boolean afterwards : new boolean[] {false, true}) {
        World world = world(true);
        world.journal.crashAt(new Crash(world.journal.count() + at, afterwards));
        world.start();
        World.eventually(
            () -> {
              world.deliver();
              return world.journal.hasCrashed() || haveEnded(world);
            });
        world.journal.heal();
        // How many appends there are depends on how much comes while one is written.
        if (haveEnded(world) || world.journal.row(world.last()).isEmpty()) {
          continue;
        }
        world.crashAll();
        String where = "lost at append " + at + (afterwards ? ", after it" : "");
        playOn(world, where);
        assertThat(world.stored().summary().output().orElseThrow())
            .as(where)
            .isEqualTo(Map.of("t", 1, "in", 1, "ct", 1, "c", 1, "s", 1));
        assertThat(children(world)).as(where).hasSize(1);
        assertThat(
                world.journal.events(world.last()).stream()
                    .filter(Event.ChildCalled.class::isInstance))
            .as(where)
            .hasSize(1);
      }
    }
  }

  private static int appendsOf(World world) {
    int before = world.journal.count();
    world.start();
    playOn(world);
    return world.journal.count() - before;
  }

  @Test
  void whoDoesNotWaitIsNotTold() {
    World world = world(false);
    world.start();
    playOn(world);
    ExecutionId child = children(world).getFirst();
    assertThat(world.stored().summary().output().orElseThrow())
        .containsEntry("executionId", child.toString());
    assertThat(world.journal.settled()).isEmpty();
  }

  @Test
  void aCancellationGoesDownThoughTheProcessIsLostAtItsCommit() {
    for (boolean afterwards : new boolean[] {false, true}) {
      World world = world(true);
      world.script("c", context -> new Outcome.Awaiting(SIGNAL, null, "awaits"));
      world.start();
      World.eventually(
          () ->
              world.runs.size() == 0
                  && world.journal.row(world.last()).orElseThrow().status() == RunStatus.WAITING);
      world.leave(new Command.CancelRun("enough"));
      world.journal.crashAt(new Crash(world.journal.count() + 1, afterwards));
      world.deliver();
      World.eventually(() -> world.runs.size() == 0);
      world.journal.heal();
      world.crashAll();
      playOn(world);
      for (ExecutionId execution : world.journal.executions()) {
        assertThat(world.journal.row(execution).orElseThrow().status())
            .isEqualTo(RunStatus.CANCELLED);
      }
    }
  }
}
