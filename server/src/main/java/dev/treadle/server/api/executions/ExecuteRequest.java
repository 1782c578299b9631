package dev.treadle.server.api.executions;

import dev.treadle.server.json.RequestBody;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.values.Json;
import dev.treadle.values.NodeId;
import dev.treadle.values.WorkflowId;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to run a workflow.
 *
 * @param priority from 0 to 9; where the organization has as many runs as may go on at once, those
 *     with a higher one begin first
 * @param patience how long the caller waits for the end
 * @param key makes a repeated request the same request
 */
public record ExecuteRequest(
    Map<String, @Nullable Object> input,
    Target target,
    Optional<Integer> priority,
    Optional<Duration> patience,
    Optional<String> key) {
  private static final int LONGEST_KEY = 255;
  private static final int HIGHEST = 9;
  private static final int USUAL_PRIORITY = 5;

  /** What is run: from which trigger, of which version; without them the first and the newest. */
  public record Target(Optional<NodeId> trigger, Optional<Integer> version) {
    public static final Target USUAL = new Target(Optional.empty(), Optional.empty());
  }

  static ExecuteRequest read(HttpServletRequest request, int bodyLimit) {
    RequestBody body = RequestBody.readOptional(request, bodyLimit);
    Optional<NodeId> trigger = body.text("trigger").map(NodeId::new);
    Optional<Integer> version = body.whole("version");
    Optional<Integer> priority = body.whole("priority");
    boolean hasInput = body.has("input");
    Object object = body.any("input");
    body.finish();
    Map<String, @Nullable Object> input = hasInput ? Json.asObject(object) : Map.of();
    if (input == null) {
      throw ProblemException.invalid(
          "/input",
          "WRONG_TYPE",
          "The input must be an object, not " + Json.typeName(object) + ".");
    }
    if (priority.filter(given -> given < 0 || given > HIGHEST).isPresent()) {
      throw ProblemException.invalid(
          "/priority", "OUT_OF_RANGE", "The priority must be from 0 to " + HIGHEST + ".");
    }
    return new ExecuteRequest(
        input,
        new Target(trigger, version),
        priority,
        Preference.wait(Collections.list(request.getHeaders("Prefer"))),
        key(request));
  }

  /** Among queued runs the lowest goes first. */
  int turn() {
    return HIGHEST + 1 - priority.orElse(USUAL_PRIORITY);
  }

  private static Optional<String> key(HttpServletRequest request) {
    List<String> keys = Collections.list(request.getHeaders("Idempotency-Key"));
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    String key = keys.size() == 1 ? keys.getFirst() : "";
    boolean printable = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (key.isEmpty() || key.length() > LONGEST_KEY || !printable) {
      throw ProblemException.unreadable(
          "Idempotency-Key",
          "INVALID_KEY",
          "There must be one key of 1 to " + LONGEST_KEY + " printable ASCII characters.");
    }
    return Optional.of(key);
  }

  /** The same for the same request to the same workflow, whatever the order of members. */
  String fingerprint(WorkflowId workflow) {
    StringBuilder text = new StringBuilder(workflow.toString());
    text.append('\n').append(target.trigger().map(NodeId::value).orElse(""));
    text.append('\n').append(target.version().map(String::valueOf).orElse(""));
    text.append('\n').append(Json.write(Json.sorted(input)));
    priority.ifPresent(given -> text.append("\npriority ").append(given));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
