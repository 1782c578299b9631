package dev.treadle.postgres.catalog;

import dev.treadle.values.TemplateId;
import dev.treadle.values.UserId;
import dev.treadle.values.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A workflow as it is kept.
 *
 * @param template from which it was made, which may be gone by now
 * @param revision counts every change, for conditional edits
 * @param latestVersion the number of the definition's version
 */
public record StoredWorkflow(
    WorkflowId id,
    Content content,
    Optional<TemplateId> template,
    boolean isActive,
    int latestVersion,
    int revision,
    Optional<UserId> createdBy,
    Instant createdAt,
    Instant updatedAt,
    Statistics statistics) {

  /**
   * What people write.
   *
   * @param nodes JSON text, as are edges and variables
   * @param label the version as its authors call it
   */
  public record Content(
      String name,
      Optional<String> description,
      String nodes,
      String edges,
      String variables,
      String label,
      List<String> tags) {}

  /**
   * What its runs did.
   *
   * @param executionCount completed runs
   * @param lastExecuted when the last run started
   */
  public record Statistics(long executionCount, Optional<Instant> lastExecuted) {
    public static final Statistics NONE = new Statistics(0, Optional.empty());
  }
}
