package dev.treadle.server.api.workflows;

import dev.treadle.values.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names the edges of a valid definition that have no id: the editor needs one for each. */
final class EdgeIds {
  private EdgeIds() {}

  /** The same edges, each with an id, which is the first of its members where it was missing. */
  static @Nullable Object complete(@Nullable Object edges) {
    List<@Nullable Object> given = Json.asArray(edges);
    if (given == null) {
      return edges;
    }
    Set<String> taken = new HashSet<>();
    for (Object edge : given) {
      String id = id(edge);
      if (id != null) {
        taken.add(id);
      }
    }
    List<@Nullable Object> complete = new ArrayList<>(given.size());
    int next = 1;
    for (Object edge : given) {
      Map<String, @Nullable Object> members = Json.asObject(edge);
      if (members == null || id(edge) != null) {
        complete.add(edge);
      } else {
        while (!taken.add("e" + next)) {
          next++;
        }
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        named.put("id", "");
        named.putAll(members);
        named.put("id", "e" + next);
        complete.add(named);
      }
    }
    return complete;
  }

  private static @Nullable String id(@Nullable Object edge) {
    Map<String, @Nullable Object> members = Json.asObject(edge);
    return members != null && members.get("id") instanceof String id ? id : null;
  }
}
