package dev.treadle.simulation;

import dev.treadle.engine.run.RandomWorkflow;
import dev.treadle.engine.run.RandomWorkflow.Kind;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.Sequential;
import dev.treadle.engine.workflow.Body;
import dev.treadle.node.NodeContext;
import dev.treadle.runtime.drive.WorkflowVersions.StoredVersion;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.WorkflowId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * A run that somebody or another run will ask for.
 *
 * @param hangs whether some attempts end by their deadline alone
 * @param anyEnd whether its end depends on the order of things
 * @param cancelled whether it may be given up
 */
record Planned(
    ExecutionId execution,
    RandomWorkflow workflow,
    boolean ahead,
    boolean hangs,
    boolean anyEnd,
    boolean cancelled) {
  private static final OrganizationId ORGANIZATION = new OrganizationId(new UUID(1, 1));

  static Planned random(int number, Random random, boolean mayHang) {
    boolean anyEnd = random.nextInt(3) == 0;
    boolean hangs = mayHang && random.nextInt(3) == 0;
    return new Planned(
        new ExecutionId(new UUID(3, number)),
        workflow(random, anyEnd),
        random.nextBoolean(),
        hangs,
        anyEnd,
        random.nextInt(4) == 0);
  }

  /** One in three calls others, which call others. */
  private static RandomWorkflow workflow(Random random, boolean anyEnd) {
    if (random.nextInt(3) > 0) {
      return new RandomWorkflow(seed(random), Kind.alone(anyEnd, anyEnd));
    }
    List<RandomWorkflow> leaves =
        List.of(
            new RandomWorkflow(seed(random), new Kind(anyEnd, anyEnd, 6, false, List.of())),
            new RandomWorkflow(seed(random), new Kind(anyEnd, anyEnd, 6, true, List.of())));
    boolean doomed = random.nextInt(4) == 0;
    RandomWorkflow between =
        new RandomWorkflow(seed(random), new Kind(anyEnd, anyEnd, 8, doomed, leaves));
    List<RandomWorkflow> callees = List.of(leaves.getFirst(), leaves.getLast(), between, between);
    return new RandomWorkflow(seed(random), new Kind(anyEnd, anyEnd, 12, false, callees));
  }

  private static long seed(Random random) {
    return random.nextLong() >>> 20;
  }

  /** One whose end is always the same. */
  static Planned certain(int number, Random random) {
    ExecutionId execution = new ExecutionId(new UUID(3, number));
    RandomWorkflow workflow = workflow(random, false);
    return new Planned(execution, workflow, random.nextBoolean(), false, false, false);
  }

  /** A run that this one calls, or one that it called does, if there is such a workflow. */
  Optional<Planned> called(ExecutionId child, WorkflowId called) {
    return workflow
        .find(called)
        .map(callee -> new Planned(child, callee, false, hangs, anyEnd, true));
  }

  OrganizationId organization() {
    return ORGANIZATION;
  }

  /** A definition, if it is that of this run or of one that is called. */
  Optional<StoredVersion> stored(WorkflowId wanted) {
    return workflow
        .find(wanted)
        .map(RandomWorkflow::definition)
        .map(each -> hangs ? FaultyNodes.withDeadlines(each) : each)
        .map(each -> new StoredVersion("planned", each));
  }

  boolean hangs(NodeContext context) {
    int place = Objects.hash(context.node().value(), context.attempt(), execution.toString());
    return hangs && new Random(place).nextInt(4) == 0;
  }

  /** What its end must be, whatever happened on the way. */
  void compare(Run run, Invariants invariants) {
    if (anyEnd || hangs || (cancelled && run.status() == RunStatus.CANCELLED)) {
      return;
    }
    RunStatus end = workflow.isDoomed() ? RunStatus.FAILED : RunStatus.COMPLETED;
    invariants.require(run.status() == end, "a run fails that is doomed, and no other", execution);
    if (run.status() == RunStatus.COMPLETED) {
      Sequential model = new Sequential(workflow, run.input());
      invariants.require(
          Canonical.text(run.summary().output().orElseThrow())
              .equals(Canonical.text(model.output())),
          "the output is that of a sequential run",
          execution);
      Body main = run.workflow().main();
      for (int place = 0; place < main.size(); place++) {
        int node = main.node(place);
        invariants.require(
            run.node(node).status() == model.status(node),
            "every node ends as in a sequential run",
            run.workflow().node(node).id());
      }
    }
  }
}
