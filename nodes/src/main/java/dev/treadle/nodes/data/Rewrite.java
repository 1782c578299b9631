package dev.treadle.nodes.data;

import dev.treadle.node.Deferred;
import dev.treadle.values.Evaluated;
import dev.treadle.values.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one node over its input. A path writes its first key: the value there is copied
 * from the input, so that siblings stay, and changed in the copy. Removals come first.
 */
public final class Rewrite {
  private final Map<String, @Nullable Object> input;
  private final Map<String, @Nullable Object> written = new LinkedHashMap<>();
  private final Set<String> removed = new LinkedHashSet<>();

  public Rewrite(Map<String, @Nullable Object> input) {
    this.input = input;
  }

  /**
   * What an expression makes of a node's data: its object; another value stands in {@code value}.
   */
  public static Map<String, @Nullable Object> objectOf(Evaluated evaluated) {
    return switch (evaluated) {
      case Evaluated.Absent.ABSENT -> Map.of();
      case Evaluated.Value(Object json) -> {
        Map<String, @Nullable Object> object = Json.asObject(json);
        if (object != null) {
          yield object;
        }
        Map<String, @Nullable Object> wrapped = new LinkedHashMap<>();
        wrapped.put("value", json);
        yield Collections.unmodifiableMap(wrapped);
      }
    };
  }

  /** Removes what is at the paths; what is not there stays unwritten. */
  Rewrite remove(List<String> paths) {
    for (String text : paths) {
      List<String> keys = ObjectPath.inConfig(text).keys();
      String first = keys.getFirst();
      if (!has(first)) {
        continue;
      }
      if (keys.size() == 1) {
        written.remove(first);
        removed.add(first);
      } else if (isThere(now(first), rest(keys))) {
        written.put(first, without(now(first), rest(keys)));
      }
    }
    return this;
  }

  /**
   * Sets values at paths, of {@code u} and {@code u.b} the longer later; absent ones not at all.
   */
  public Rewrite set(Map<String, Deferred> values) {
    record Write(List<String> keys, @Nullable Object value) {}
    List<Write> writes = new ArrayList<>();
    values.forEach(
        (path, value) -> {
          List<String> keys = ObjectPath.inConfig(path).keys();
          if (value.evaluate() instanceof Evaluated.Value(Object json)) {
            writes.add(new Write(keys, json));
          }
        });
    writes.sort(Comparator.comparingInt(write -> write.keys().size()));
    for (Write write : writes) {
      String first = write.keys().getFirst();
      Object value = with(now(first), rest(write.keys()), write.value());
      removed.remove(first);
      written.put(first, value);
    }
    return this;
  }

  /** Writes whole keys. */
  Rewrite put(Map<String, @Nullable Object> object) {
    removed.removeAll(object.keySet());
    written.putAll(object);
    return this;
  }

  /** What was set or rewritten. */
  public Map<String, @Nullable Object> written() {
    return Collections.unmodifiableMap(written);
  }

  /** Keys of the input that are gone. */
  Set<String> removed() {
    return Collections.unmodifiableSet(removed);
  }

  private boolean has(String key) {
    return !removed.contains(key) && (written.containsKey(key) || input.containsKey(key));
  }

  private @Nullable Object now(String key) {
    if (removed.contains(key)) {
      return null;
    }
    return written.containsKey(key) ? written.get(key) : input.get(key);
  }

  private static boolean isThere(@Nullable Object value, List<String> keys) {
    Object at = value;
    for (String key : keys) {
      Map<String, @Nullable Object> object = Json.asObject(at);
      if (object == null || !object.containsKey(key)) {
        return false;
      }
      at = object.get(key);
    }
    return true;
  }

  private static @Nullable Object with(
      @Nullable Object value, List<String> keys, @Nullable Object leaf) {
    if (keys.isEmpty()) {
      return leaf;
    }
    Map<String, @Nullable Object> copy = copy(value);
    copy.put(keys.getFirst(), with(copy.get(keys.getFirst()), rest(keys), leaf));
    return Collections.unmodifiableMap(copy);
  }

  private static Object without(@Nullable Object value, List<String> keys) {
    Map<String, @Nullable Object> copy = copy(value);
    if (keys.size() == 1) {
      copy.remove(keys.getFirst());
    } else {
      copy.put(keys.getFirst(), without(copy.get(keys.getFirst()), rest(keys)));
    }
    return Collections.unmodifiableMap(copy);
  }

  private static Map<String, @Nullable Object> copy(@Nullable Object value) {
    Map<String, @Nullable Object> object = Json.asObject(value);
    return object == null ? new LinkedHashMap<>() : new LinkedHashMap<>(object);
  }

  private static List<String> rest(List<String> keys) {
    return keys.subList(1, keys.size());
  }
}
