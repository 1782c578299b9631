package dev.treadle.simulation;

import dev.treadle.runtime.drive.Callees;
import dev.treadle.runtime.drive.Entry;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.runtime.drive.WorkflowVersions;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.ReplicaId;
import dev.treadle.values.WorkflowId;
import java.util.Optional;

/** What runs may call, as one process finds it: calls take time, fail, and answers get lost. */
record FaultyCallees(
    World world, Machine machine, FaultyStore store, WorkflowVersions versions, ReplicaId replica)
    implements Callees {
  @Override
  public Found find(OrganizationId organization, WorkflowId workflow, Optional<Integer> asked) {
    world.faults().call(machine, "finds " + workflow);
    return new Found.Version(asked.orElse(1));
  }

  @Override
  public ExecutionId newId() {
    return world.nextChild();
  }

  @Override
  public boolean exists(OrganizationId organization, ExecutionId child) {
    return store.exists(child) && world.bug() != PlantedBug.CHILD_OVERLOOKED;
  }

  @Override
  public Admission admit(
      OrganizationId organization, ExecutionId child, WorkflowId workflow, int version) {
    world.called(child, workflow);
    CompiledVersion compiled = versions.get(organization, workflow, version);
    Slot slot = store.claimSlot(replica, child);
    return new Admission.Admitted(compiled, Entry.usual(false).with(slot));
  }

  @Override
  public void held(OrganizationId organization, ExecutionId child, WorkflowId workflow) {
    world.invariants().broken("nothing is held: " + child);
  }
}
