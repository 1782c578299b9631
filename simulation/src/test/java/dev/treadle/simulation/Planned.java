package dev.treadle.simulation;

import dev.treadle.engine.run.RandomWorkflow;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.Sequential;
import dev.treadle.engine.workflow.Body;
import dev.treadle.node.NodeContext;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.runtime.drive.WorkflowVersions.StoredVersion;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.WorkflowId;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run that somebody will ask for, of a workflow of its own.
 *
 * @param hangs whether some attempts end by their deadline alone
 * @param anyEnd whether its end depends on the order of things
 */
record Planned(
    ClaimedRun identity,
    RandomWorkflow workflow,
    boolean ahead,
    boolean hangs,
    boolean anyEnd,
    boolean cancelled) {
  private static final OrganizationId ORGANIZATION = new OrganizationId(new UUID(1, 1));

  static Planned random(int number, Random random, boolean mayHang) {
    boolean anyEnd = random.nextInt(3) == 0;
    RandomWorkflow workflow = new RandomWorkflow(random.nextLong() >>> 20, anyEnd, anyEnd);
    ClaimedRun identity =
        new ClaimedRun(
            new ExecutionId(new UUID(3, number)),
            ORGANIZATION,
            new WorkflowId(new UUID(2, number)),
            1,
            false,
            Slot.NOT_NEEDED);
    boolean hangs = mayHang && random.nextInt(3) == 0;
    return new Planned(
        identity, workflow, random.nextBoolean(), hangs, anyEnd, random.nextInt(4) == 0);
  }

  /** One whose end is always the same. */
  static Planned certain(int number, Random random) {
    Planned planned = random(number, random, false);
    RandomWorkflow workflow = new RandomWorkflow(random.nextLong() >>> 20, false, false);
    return new Planned(planned.identity, workflow, planned.ahead, false, false, false);
  }

  ExecutionId execution() {
    return identity.execution();
  }

  StoredVersion stored() {
    Map<String, @Nullable Object> definition = workflow.definition();
    return new StoredVersion("planned", hangs ? FaultyNodes.withDeadlines(definition) : definition);
  }

  boolean hangs(NodeContext context) {
    int place = Objects.hash(context.node().value(), context.attempt(), execution().toString());
    return hangs && new Random(place).nextInt(4) == 0;
  }

  /** What its end must be, whatever happened on the way. */
  void compare(Run run, Invariants invariants) {
    boolean completed = run.status() == RunStatus.COMPLETED;
    if (anyEnd || hangs || (cancelled && run.status() == RunStatus.CANCELLED)) {
      return;
    }
    invariants.require(completed, "a run that cannot fail completes", execution());
    if (completed) {
      Sequential model = new Sequential(workflow);
      invariants.require(
          Canonical.text(run.summary().output().orElseThrow())
              .equals(Canonical.text(model.output())),
          "the output is that of a sequential run",
          execution());
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
