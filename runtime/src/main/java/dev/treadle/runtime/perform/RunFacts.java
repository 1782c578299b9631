package dev.treadle.runtime.perform;

import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.WorkflowId;

/** What never changes about a run and is not in its journal. */
public record RunFacts(
    ExecutionId execution,
    OrganizationId organization,
    WorkflowId workflow,
    String workflowName,
    int version) {}
