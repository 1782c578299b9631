package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Graph;
import dev.treadle.values.NodeId;
import java.util.AbstractMap;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code $nodes} as one node sees it: {@code {status, output, error}} of each of its ancestors, as
 * they stood when it began, those of its own body in the same iteration. Anything else is absent,
 * always, whether it has ended or not: what a node sees must not depend on who was faster.
 *
 * <p>Read on the threads of attempts while the run goes on: an ancestor that had ended when the
 * node began never changes, and of any other nothing is read but two numbers, which are either 0 or
 * later than the beginning of the node.
 */
final class Ancestors extends AbstractMap<String, @Nullable Object> {
  private final Run run;
  private final NodeState asking;
  private final int node;

  Ancestors(Run run, NodeState asking) {
    this.run = run;
    this.asking = asking;
    this.node = asking.node.index();
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    int ancestor = find(key);
    return ancestor < 0 ? null : describe(ancestor);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return find(key) >= 0;
  }

  @Override
  public Set<Map.Entry<String, @Nullable Object>> entrySet() {
    Graph graph = run.workflow.graph();
    BitSet ancestors = graph.ancestors(node);
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    for (int place = 0; place < graph.position(node); place++) {
      int before = graph.ordered(place);
      if (ancestors.get(before) && !graph.encloses(before, node)) {
        all.put(run.workflow.node(before).id().value(), describe(before));
      }
    }
    return all.entrySet();
  }

  private int find(@Nullable Object key) {
    if (!(key instanceof String id)) {
      return -1;
    }
    NodeId ancestor = new NodeId(id);
    return run.workflow.isAncestor(ancestor, node) ? run.workflow.indexOf(ancestor) : -1;
  }

  private Map<String, @Nullable Object> describe(int ancestor) {
    NodeState state = asking.walk.around(ancestor).state(ancestor);
    int began = asking.startedSeq;
    if (state.endedSeq == 0 || state.endedSeq > began) {
      boolean begun = state.startedSeq != 0 && state.startedSeq < began;
      return Map.of("status", (begun ? NodeStatus.RUNNING : NodeStatus.PENDING).name());
    }
    Map<String, @Nullable Object> described = new LinkedHashMap<>();
    described.put("status", state.status.name());
    switch (state.status) {
      case COMPLETED -> described.put("output", state.result);
      case FAILED -> {
        described.put("output", state.result);
        if (state.error != null) {
          described.put("error", state.error.toJson());
        }
      }
      case PENDING, RUNNING, WAITING, SKIPPED, CANCELLED -> {}
    }
    return Collections.unmodifiableMap(described);
  }
}
