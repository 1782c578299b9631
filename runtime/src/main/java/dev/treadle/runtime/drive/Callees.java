package dev.treadle.runtime.drive;

import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.WorkflowId;
import java.util.Optional;

/** The workflows that runs may call. Throws when the database does not answer. */
public interface Callees {
  /**
   * Which version a call means.
   *
   * @param asked the newest one where it is empty
   */
  Found find(OrganizationId organization, WorkflowId workflow, Optional<Integer> asked);

  /** The id of a new run. */
  ExecutionId newId();

  /** Whether a run is durable. */
  boolean exists(OrganizationId organization, ExecutionId child);

  /** Lets a run begin that does not exist, as if its organization had asked for it. */
  Admission admit(OrganizationId organization, ExecutionId child, WorkflowId workflow, int version);

  /** A run that was held is durable: whoever let its workflow go on meanwhile has not seen it. */
  void held(OrganizationId organization, ExecutionId child, WorkflowId workflow);

  /** What became of looking for a workflow. */
  sealed interface Found {
    record Version(int number) implements Found {}
  }

  /** What became of asking for a run. */
  sealed interface Admission {
    /**
     * It may begin.
     *
     * @param hold why nothing of it is to be done yet
     */
    record Admitted(CompiledVersion version, Optional<String> hold) implements Admission {}
  }

  /** The organization cannot run that; trying again does not help. */
  record Refused(ErrorCode code, String message) implements Found, Admission {}

  /** Where no workflow is known. */
  static Callees none() {
    return new Callees() {
      @Override
      public Found find(OrganizationId organization, WorkflowId workflow, Optional<Integer> asked) {
        return new Refused(Children.WORKFLOW_NOT_FOUND, "there is no workflow " + workflow);
      }

      @Override
      public ExecutionId newId() {
        throw new IllegalStateException("nothing is called");
      }

      @Override
      public boolean exists(OrganizationId organization, ExecutionId child) {
        return false;
      }

      @Override
      public Admission admit(
          OrganizationId organization, ExecutionId child, WorkflowId workflow, int version) {
        return new Refused(Children.WORKFLOW_NOT_FOUND, "there is no workflow " + workflow);
      }

      @Override
      public void held(OrganizationId organization, ExecutionId child, WorkflowId workflow) {}
    };
  }
}
