package dev.treadle.nodes.data;

import dev.treadle.node.NodeFailure;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature.ConfigProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names a value inside an object: keys joined by dots, {@code customer.name}. A key with a dot, a
 * bracket or a backtick around it stands in backticks: {@code customer.`e.mail`}. There are no
 * array indices.
 *
 * @param keys at least one
 */
public record ObjectPath(List<String> keys) {
  /** How deep JSON may nest, see {@code JsonText}. */
  private static final int MAX_KEYS = 100;

  public ObjectPath {
    keys = List.copyOf(keys);
  }

  /** Reads a path; an {@link IllegalArgumentException} says in a sentence what is wrong with it. */
  public static ObjectPath parse(String text) {
    List<String> keys = new ArrayList<>();
    int at = 0;
    while (true) {
      int end = text.startsWith("`", at) ? text.indexOf('`', at + 1) + 1 : plainEnd(text, at);
      if (end == 0) {
        throw new IllegalArgumentException("A backtick is not closed in the path " + shown(text));
      }
      keys.add(key(text, at, end));
      if (keys.size() > MAX_KEYS) {
        throw new IllegalArgumentException("The path has more than " + MAX_KEYS + " keys");
      }
      if (end == text.length()) {
        return new ObjectPath(keys);
      }
      if (text.charAt(end) != '.') {
        throw new IllegalArgumentException(
            "A dot must follow the closing backtick in the path " + shown(text));
      }
      at = end + 1;
    }
  }

  private static int plainEnd(String text, int at) {
    int dot = text.indexOf('.', at);
    return dot < 0 ? text.length() : dot;
  }

  private static String key(String text, int from, int to) {
    if (text.startsWith("`", from)) {
      return text.substring(from + 1, to - 1);
    }
    String key = text.substring(from, to);
    if (key.isBlank()) {
      throw new IllegalArgumentException("A key is missing in the path " + shown(text));
    }
    if (key.indexOf('`') >= 0) {
      throw new IllegalArgumentException(
          "A backtick may only stand around a whole key in the path " + shown(text));
    }
    if (key.indexOf('[') >= 0 || key.indexOf(']') >= 0) {
      throw new IllegalArgumentException(
          "A path has no array indices (a key with brackets stands in backticks): " + shown(text));
    }
    return key;
  }

  private static String shown(String text) {
    return Json.write(text.length() <= 80 ? text : text.substring(0, 79) + "…");
  }

  /** Reads a path that was checked when the workflow was saved, unless a template made it. */
  static ObjectPath inConfig(String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw NodeFailure.permanent(ErrorCode.INVALID_CONFIG, String.valueOf(e.getMessage()));
    }
  }

  /** The paths that do not parse among the keys of {@code set} and the texts of {@code remove}. */
  public static List<ConfigProblem> problems(@Nullable Object set, @Nullable Object remove) {
    List<ConfigProblem> problems = new ArrayList<>();
    Map<String, @Nullable Object> members = Json.asObject(set);
    if (members != null) {
      for (String path : members.keySet()) {
        check(path, "/set/" + path.replace("~", "~0").replace("/", "~1"), problems);
      }
    }
    List<@Nullable Object> paths = Json.asArray(remove);
    for (int i = 0; paths != null && i < paths.size(); i++) {
      if (paths.get(i) instanceof String path && !path.contains("{{")) {
        check(path, "/remove/" + i, problems);
      }
    }
    return problems;
  }

  private static void check(String path, String pointer, List<ConfigProblem> problems) {
    try {
      parse(path);
    } catch (IllegalArgumentException e) {
      problems.add(new ConfigProblem(pointer, String.valueOf(e.getMessage())));
    }
  }
}
