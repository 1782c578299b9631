package dev.treadle.server.api.nodetypes;

import dev.treadle.node.JsonSchema;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.runtime.perform.NodeCatalog;
import dev.treadle.values.Handles;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.Retry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Node types as the API shows them. */
public final class NodeTypeJson {
  private NodeTypeJson() {}

  /** All types, in the order of the list of types. */
  public static List<@Nullable Object> list(NodeCatalog catalog) {
    List<@Nullable Object> types = new ArrayList<>();
    for (NodeType<?> type : catalog.types()) {
      types.add(json(type.spec()));
    }
    return types;
  }

  private static Map<String, @Nullable Object> json(NodeSpec<?> spec) {
    NodeSignature signature = spec.signature();
    Handles handles = signature.handles().apply(Map.of());
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("type", signature.type());
    json.put("title", spec.title());
    json.put("description", spec.description());
    json.put("role", word(signature.role()));
    json.put("effect", word(signature.effect()));
    json.put("handles", handles(signature));
    json.put("defaultHandle", handles.initial());
    json.put("defaults", defaults(signature));
    json.put("schema", JsonSchema.of(signature.config()));
    json.put("example", example(spec.example()));
    return json;
  }

  /** What touches the world, or runs other nodes, may fail, and shows where that leads. */
  static List<String> handles(NodeSignature signature) {
    List<String> names = new ArrayList<>(signature.handles().apply(Map.of()).names());
    switch (signature.effect()) {
      case EFFECTFUL, COMPOSITE -> names.add(Handles.ERROR);
      case PURE, WAITS -> {}
    }
    return names;
  }

  private static Map<String, @Nullable Object> defaults(NodeSignature signature) {
    Retry retry = Retry.attempts(signature.defaultAttempts());
    Map<String, @Nullable Object> policy = new LinkedHashMap<>();
    policy.put("maxAttempts", retry.maxAttempts());
    policy.put("initialInterval", retry.initialInterval().toString());
    policy.put("backoffCoefficient", retry.backoffCoefficient());
    policy.put("maxInterval", retry.maxInterval().toString());
    Map<String, @Nullable Object> defaults = new LinkedHashMap<>();
    defaults.put("retry", policy);
    defaults.put("onError", "stop");
    defaults.put("join", "all");
    return defaults;
  }

  private static Map<String, @Nullable Object> example(NodeSpec.Example example) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("config", example.config());
    json.put("input", example.input());
    json.put("result", example.result());
    return json;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
