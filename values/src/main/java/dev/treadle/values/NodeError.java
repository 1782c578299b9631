package dev.treadle.values;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The error of a node as the API, the log and expressions show it.
 *
 * @param attempt the last attempt, counted from 1
 */
public record NodeError(Failure failure, NodeId node, int attempt) {
  /** The JSON form {@code {code, message, nodeId, attempt, details?}}. */
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("code", failure.code().value());
    json.put("message", failure.message());
    json.put("nodeId", node.value());
    json.put("attempt", attempt);
    if (failure.details() != null) {
      json.put("details", failure.details());
    }
    return json;
  }
}
