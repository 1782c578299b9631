package dev.treadle.server.api.openapi;

import dev.treadle.node.JsonSchema;
import dev.treadle.node.NodeType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The schema of a node type's config as a component: {@code TriggerConfig} and so on. */
final class ConfigSchema {
  private ConfigSchema() {}

  static String name(NodeType<?> type) {
    String word = type.spec().type();
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1) + "Config";
  }

  static Map<String, @Nullable Object> write(NodeType<?> type, String name) {
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put("description", type.spec().description());
    JsonSchema.of(type.spec().signature().config())
        .forEach((member, value) -> schema.put(member, moved(value, name)));
    schema.remove("$schema");
    schema.putIfAbsent("additionalProperties", true);
    return schema;
  }

  /** References within the schema lead to where it stands now. */
  private static @Nullable Object moved(@Nullable Object value, String name) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> moved = new LinkedHashMap<>();
        map.forEach(
            (key, member) ->
                moved.put(
                    String.valueOf(key),
                    key.equals("$ref") && member instanceof String reference
                        ? reference.replace("#/", "#/components/schemas/" + name + "/")
                        : moved(member, name)));
        yield moved;
      }
      case List<?> list -> list.stream().map(element -> moved(element, name)).toList();
      case null -> null;
      default -> value;
    };
  }
}
