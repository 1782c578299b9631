package dev.treadle.server.api.workflows;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.values.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of a definition the engine reads; the rest, such as positions, is layout. */
final class Meaning {
  private static final List<String> OF_A_NODE = List.of("id", "type", "parentId", "data");
  private static final List<String> OF_AN_EDGE = List.of("id", "source", "target", "sourceHandle");

  private Meaning() {}

  static boolean isSame(Content a, Content b) {
    return Json.equal(parts(a.nodes(), OF_A_NODE), parts(b.nodes(), OF_A_NODE))
        && Json.equal(parts(a.edges(), OF_AN_EDGE), parts(b.edges(), OF_AN_EDGE))
        && Json.equal(read(a.variables()), read(b.variables()));
  }

  private static List<@Nullable Object> parts(String array, List<String> names) {
    List<@Nullable Object> parts = new ArrayList<>();
    List<@Nullable Object> elements = Json.asArray(read(array));
    if (elements != null) {
      for (Object element : elements) {
        parts.add(part(Json.asObject(element), names));
      }
    }
    return parts;
  }

  /** A member that is null is as if absent. */
  private static Map<String, @Nullable Object> part(
      @Nullable Map<String, @Nullable Object> object, List<String> names) {
    Map<String, @Nullable Object> part = new LinkedHashMap<>();
    if (object != null) {
      for (String name : names) {
        if (object.get(name) != null) {
          part.put(name, object.get(name));
        }
      }
    }
    return part;
  }

  static @Nullable Object read(String text) {
    try {
      return JsonText.read(text);
    } catch (JsonSyntaxException e) {
      throw new IllegalStateException("what is stored is not JSON", e);
    }
  }
}
