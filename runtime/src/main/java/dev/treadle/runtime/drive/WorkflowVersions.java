package dev.treadle.runtime.drive;

import dev.treadle.engine.workflow.Definition;
import dev.treadle.engine.workflow.Limits;
import dev.treadle.engine.workflow.Parsed;
import dev.treadle.engine.workflow.Problem;
import dev.treadle.engine.workflow.Problem.Severity;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.runtime.perform.NodeCatalog;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.WorkflowId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiled workflow versions. A version never changes, so what was compiled once holds for ever;
 * the least recently used go first.
 */
public final class WorkflowVersions {
  private static final int CAPACITY = 1_000;

  private final Definitions definitions;
  private final NodeCatalog catalog;
  private final Map<Key, CompiledVersion> cache = Collections.synchronizedMap(new Recent());

  public WorkflowVersions(Definitions definitions, NodeCatalog catalog) {
    this.definitions = definitions;
    this.catalog = catalog;
  }

  /** Where definitions are kept. */
  @FunctionalInterface
  public interface Definitions {
    /**
     * Reads a version that exists.
     *
     * @return its definition as JSON, and the workflow's name
     */
    StoredVersion load(OrganizationId organization, WorkflowId workflow, int version);
  }

  /**
   * A version as it is kept.
   *
   * @param definition {@code {nodes, edges, variables}}
   */
  public record StoredVersion(String name, Map<String, @Nullable Object> definition) {}

  /** A version, ready to run. */
  public record CompiledVersion(WorkflowId id, String name, int version, Workflow workflow) {}

  /**
   * A version that was valid when it was saved and is not any more, because a node type is gone or
   * asks for more than it did.
   */
  public static final class UnusableVersionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> errors;

    UnusableVersionException(int version, List<Problem> problems) {
      super("version " + version + " is not valid any more: " + problems, null, false, false);
      this.errors =
          problems.stream().filter(problem -> problem.severity() == Severity.ERROR).toList();
    }

    public List<Problem> errors() {
      return errors;
    }
  }

  /**
   * The compiled version; the organization is part of the key, so that no id opens another's.
   *
   * @throws UnusableVersionException when it is not valid any more
   */
  public CompiledVersion get(OrganizationId organization, WorkflowId workflow, int version) {
    Key key = new Key(organization, workflow, version);
    CompiledVersion known = cache.get(key);
    if (known != null) {
      return known;
    }
    StoredVersion stored = definitions.load(organization, workflow, version);
    Parsed parsed = Definition.parse(stored.definition(), catalog.signatures(), Limits.NONE);
    CompiledVersion compiled =
        switch (parsed) {
          case Parsed.Valid valid ->
              new CompiledVersion(workflow, stored.name(), version, valid.workflow());
          case Parsed.Invalid invalid ->
              throw new UnusableVersionException(version, invalid.problems());
        };
    cache.put(key, compiled);
    return compiled;
  }

  private record Key(OrganizationId organization, WorkflowId workflow, int version) {}

  private static final class Recent extends LinkedHashMap<Key, CompiledVersion> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, CompiledVersion> eldest) {
      return size() > CAPACITY;
    }
  }
}
