package dev.treadle.server.templates;

import dev.treadle.values.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** References to credentials, which are their owner's and do not travel with a definition. */
public final class Credentials {
  private static final String REFERENCE = "credentialId";

  private Credentials() {}

  /** The definition without any {@code credentialId} in a node's config, at whatever depth. */
  public static Map<String, @Nullable Object> strip(Map<String, @Nullable Object> definition) {
    Map<String, @Nullable Object> stripped = new LinkedHashMap<>(definition);
    stripped.computeIfPresent("nodes", (member, nodes) -> ofNodes(nodes));
    return stripped;
  }

  private static @Nullable Object ofNodes(@Nullable Object nodes) {
    List<@Nullable Object> all = Json.asArray(nodes);
    if (all == null) {
      return nodes;
    }
    List<@Nullable Object> stripped = new ArrayList<>(all.size());
    all.forEach(node -> stripped.add(within(node, "data", Credentials::ofNode)));
    return stripped;
  }

  private static @Nullable Object ofNode(@Nullable Object data) {
    return within(data, "config", Credentials::everywhere);
  }

  @FunctionalInterface
  private interface Change {
    @Nullable Object apply(@Nullable Object value);
  }

  private static @Nullable Object within(@Nullable Object object, String name, Change change) {
    Map<String, @Nullable Object> members = Json.asObject(object);
    if (members == null || !members.containsKey(name)) {
      return object;
    }
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(members);
    changed.put(name, change.apply(members.get(name)));
    return changed;
  }

  private static @Nullable Object everywhere(@Nullable Object value) {
    Map<String, @Nullable Object> members = Json.asObject(value);
    List<@Nullable Object> elements = Json.asArray(value);
    if (members != null) {
      Map<String, @Nullable Object> kept = new LinkedHashMap<>();
      members.forEach(
          (name, member) -> {
            if (!name.equals(REFERENCE)) {
              kept.put(name, everywhere(member));
            }
          });
      return kept;
    } else if (elements != null) {
      List<@Nullable Object> kept = new ArrayList<>(elements.size());
      elements.forEach(element -> kept.add(everywhere(element)));
      return kept;
    }
    return value;
  }
}
