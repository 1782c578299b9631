package dev.treadle.simulation;

import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.Place;
import dev.treadle.engine.run.RandomWorkflow;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.node.NodeContext;
import dev.treadle.runtime.drive.WorkflowVersions;
import dev.treadle.runtime.perform.NodeCatalog;
import dev.treadle.runtime.perform.PerformNode;
import dev.treadle.simulation.Faults.DatabaseAway;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** A place where one process after the other runs as a replica. */
final class Slot {
  private static final Duration LONGEST_ABSENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final World world;
  private final int number;
  private int processes;
  private int leases;
  private boolean absent;
  private boolean closed;
  private Machine machine;
  private Optional<Replica> replica = Optional.empty();

  Slot(World world, int number) {
    this.world = world;
    this.number = number;
    this.machine = machine();
  }

  private Machine machine() {
    return new Machine(
        "r" + number + "." + ++processes, world.clock(), world.invariants(), world.bug());
  }

  /** Starts a process. */
  void boot() {
    Machine process = machine;
    absent = false;
    leases = 0;
    NodeCatalog catalog = FaultyNodes.catalog(new Here(process));
    WorkflowVersions versions =
        new WorkflowVersions(
            (organization, workflow, version) -> {
              world.faults().call(process, "reads a definition");
              return world.stored(workflow);
            },
            catalog);
    Replica.Parts parts = new Replica.Parts(world, process, versions, new PerformNode(catalog));
    process.virtual("boot", () -> begin(parts)).start();
  }

  private void begin(Replica.Parts parts) {
    while (replica.isEmpty()) {
      try {
        beginAgain(parts);
      } catch (DatabaseAway e) {
        parts.machine().waitFor(PAUSE);
      }
    }
  }

  /** After a lost lease nothing of the old life may go on. */
  private void beginAgain(Replica.Parts parts) {
    replica.ifPresent(Replica::abandon);
    Replica next = new Replica(parts, world.nextLife(), () -> beginAgain(parts));
    leases++;
    replica = Optional.of(next);
  }

  /** A process that was lost comes back after a while. */
  void look() {
    if (machine.isLost() && !absent) {
      absent = true;
      replica = Optional.empty();
      world.clock().after(world.clock().upTo(LONGEST_ABSENCE), this::comeBack);
    }
  }

  private void comeBack() {
    if (!closed) {
      machine = machine();
      boot();
    }
  }

  boolean serves() {
    return machine.isUp() && replica.isPresent();
  }

  /** Has a thread of the process serve a caller. */
  void serve(String what, Consumer<Replica> service) {
    replica.ifPresent(serving -> machine.virtual(what, () -> service.accept(serving)).start());
  }

  /** Ends the process as an operator does. */
  void stop() {
    serve(
        "stop",
        serving -> {
          try {
            world.clock().tell(serving.machine().name(), "is told to stop");
            serving.stop();
          } catch (InterruptedException | DatabaseAway e) {
            world.clock().tell(serving.machine().name(), "stops badly");
          }
          serving.machine().lose();
        });
  }

  void stopForGood() {
    closed = true;
    if (serves()) {
      stop();
    } else {
      machine.lose();
    }
  }

  boolean isGone() {
    return machine.isLost();
  }

  /** What nodes do in a process of this slot. */
  private final class Here implements FaultyNodes.Attempts {
    private final Machine process;

    Here(Machine process) {
      this.process = process;
    }

    @Override
    public RandomWorkflow workflow(NodeContext context) {
      return world.planned(context.execution()).workflow();
    }

    @Override
    public boolean hangs(NodeContext context) {
      return world.planned(context.execution()).hangs(context);
    }

    @Override
    public void pass(String door) {
      world.faults().pass(process, door);
    }

    @Override
    public void rest(Duration atMost) throws InterruptedException {
      process.rest(world.clock().upTo(atMost));
    }

    @Override
    public void touch(NodeContext context) {
      boolean owned =
          leases == 1
              && replica.filter(now -> world.database().leases().holds(now.lease())).isPresent();
      int times = world.bug() == PlantedBug.EFFECT_REPEATED ? 2 : 1;
      for (int time = 0; time < times; time++) {
        world.invariants().effect(context.execution(), place(context), context.attempt(), owned);
      }
    }

    /** As the key says it, which is all that the world sees. */
    private Place place(NodeContext context) {
      String key = context.idempotencyKey();
      String prefix = context.execution() + "/" + context.node() + "/";
      world.invariants().require(key.startsWith(prefix), "the key is always the same", key);
      String iteration = key.substring(prefix.length());
      Workflow workflow = workflow(context).workflow();
      boolean inBody = workflow.bodyOf(workflow.indexOf(context.node())) != workflow.main();
      world.invariants().require(inBody || iteration.equals("0"), "0 outside of loops", key);
      return new Place(context.node(), inBody ? Iteration.parse(iteration) : Iteration.NONE);
    }
  }
}
