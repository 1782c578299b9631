package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.postgres.catalog.Executions.StoredExecution;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.server.backend.Backend;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a run back from its journal: its state, its nodes and its log are all the same events. */
public final class ReadExecution {
  /** What may be asked for beside the summary. */
  public static final Set<String> PARTS = Set.of("nodes", "logs");

  private ReadExecution() {}

  /** The run as the API shows it, where the organization has such a run. */
  public static Optional<Map<String, @Nullable Object>> find(
      Backend backend, OrganizationId organization, ExecutionId id, Set<String> parts) {
    return backend
        .executions()
        .find(organization, id)
        .map(stored -> json(backend, organization, stored, parts));
  }

  /** A run that was read, as the API shows it. */
  static Map<String, @Nullable Object> json(
      Backend backend, OrganizationId organization, StoredExecution stored, Set<String> parts) {
    Run run = replay(backend, organization, stored);
    RunSummary summary = new Queue(backend, organization).told(run.summary(), stored.status());
    return json(run, summary, stored, parts);
  }

  static Run replay(Backend backend, OrganizationId organization, StoredExecution stored) {
    return Run.replay(
        backend.versions().get(organization, stored.workflow(), stored.version()).workflow(),
        Frame.events(stored.frames()));
  }

  private static Map<String, @Nullable Object> json(
      Run run, RunSummary summary, StoredExecution stored, Set<String> parts) {
    Map<String, @Nullable Object> json =
        ExecutionJson.summary(stored.id(), stored.workflow(), stored.version(), summary);
    if (parts.contains("nodes")) {
      json.put("nodes", ExecutionJson.nodes(run));
    }
    if (parts.contains("logs")) {
      json.put("logs", ExecutionJson.logs(run, Frame.events(stored.frames())));
    }
    return json;
  }
}
