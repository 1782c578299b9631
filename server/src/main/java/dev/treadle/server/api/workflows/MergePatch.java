package dev.treadle.server.api.workflows;

import dev.treadle.values.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON Merge Patch (RFC 7396). */
final class MergePatch {
  private MergePatch() {}

  /** The target with the patch applied; neither is changed. */
  static Map<String, @Nullable Object> apply(
      Map<String, @Nullable Object> target, Map<String, @Nullable Object> patch) {
    Map<String, @Nullable Object> patched = new LinkedHashMap<>(target);
    patch.forEach(
        (name, value) -> {
          Map<String, @Nullable Object> inner = Json.asObject(value);
          Map<String, @Nullable Object> before = Json.asObject(target.get(name));
          if (value == null) {
            patched.remove(name);
          } else if (inner != null) {
            patched.put(name, apply(before == null ? Map.of() : before, inner));
          } else {
            patched.put(name, value);
          }
        });
    return patched;
  }
}
