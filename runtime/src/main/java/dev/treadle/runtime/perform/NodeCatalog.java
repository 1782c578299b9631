package dev.treadle.runtime.perform;

import dev.treadle.node.ConfigBinder;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeType;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The node types that this process knows, by name. */
public final class NodeCatalog {
  private final Map<String, Installed<?>> types = new LinkedHashMap<>();
  private final Map<String, NodeSignature> signatures = new LinkedHashMap<>();

  public NodeCatalog(List<NodeType<?>> nodeTypes) {
    for (NodeType<?> type : nodeTypes) {
      String name = type.spec().type();
      if (types.put(name, install(type)) != null) {
        throw new IllegalArgumentException("two node types are called " + name);
      }
      signatures.put(name, type.spec().signature());
    }
  }

  private static <C extends Record> Installed<C> install(NodeType<C> type) {
    return new Installed<>(type, new ConfigBinder<>(type.spec()));
  }

  /** What the engine needs to know of them. */
  public Map<String, NodeSignature> signatures() {
    return signatures;
  }

  public List<NodeType<?>> types() {
    return types.values().stream().<NodeType<?>>map(Installed::type).toList();
  }

  /** Runs one attempt with a config as {@link ConfigBinder} takes it. */
  Outcome execute(String type, Map<String, @Nullable Object> config, NodeContext context)
      throws InterruptedException {
    Installed<?> installed = types.get(type);
    if (installed == null) {
      throw new IllegalStateException("no node type is called " + type);
    }
    return installed.execute(config, context);
  }

  private record Installed<C extends Record>(NodeType<C> type, ConfigBinder<C> binder) {
    Outcome execute(Map<String, @Nullable Object> config, NodeContext context)
        throws InterruptedException {
      return type.execute(binder.bind(config), context);
    }
  }
}
