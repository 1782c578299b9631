package dev.treadle.server.api.openapi;

import dev.treadle.server.problem.ProblemJson;
import dev.treadle.server.problem.ProblemType;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The refusals of operations: one response for each status, shared by all that give the same. */
final class Problems {
  static final List<ProblemType> OF_BODIES =
      List.of(
          ProblemType.REQUEST_TIMEOUT,
          ProblemType.PAYLOAD_TOO_LARGE,
          ProblemType.UNSUPPORTED_MEDIA_TYPE);

  private final Map<String, @Nullable Object> shared;

  Problems(Map<String, @Nullable Object> shared) {
    this.shared = shared;
  }

  static ProblemType type(String code) {
    return Arrays.stream(ProblemType.values())
        .filter(type -> code(type).equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no problem " + code));
  }

  /** Adds what is missing; a status that an operation describes itself stays as it is. */
  void add(Map<String, @Nullable Object> responses, Collection<ProblemType> types) {
    SortedMap<Integer, List<ProblemType>> byStatus =
        new TreeMap<>(types.stream().collect(Collectors.groupingBy(ProblemType::status)));
    byStatus.forEach(
        (status, same) ->
            responses.computeIfAbsent(String.valueOf(status), missing -> reference(same)));
  }

  private Map<String, @Nullable Object> reference(List<ProblemType> types) {
    String name = types.stream().map(Problems::code).collect(Collectors.joining("-or-"));
    shared.computeIfAbsent(name, missing -> response(types));
    Map<String, @Nullable Object> reference = new LinkedHashMap<>();
    reference.put("$ref", "#/components/responses/" + name);
    return reference;
  }

  private static Map<String, @Nullable Object> response(List<ProblemType> types) {
    Map<String, @Nullable Object> examples = new LinkedHashMap<>();
    for (ProblemType type : types) {
      examples.put(code(type), Map.of("value", example(type)));
    }
    Map<String, @Nullable Object> content = new LinkedHashMap<>();
    content.put("schema", Map.of("$ref", "#/components/schemas/Problem"));
    content.put("examples", examples);
    Map<String, @Nullable Object> response = new LinkedHashMap<>();
    response.put(
        "description",
        types.stream().map(type -> type.title() + ".").collect(Collectors.joining(" Or: ")));
    Map<String, @Nullable Object> headers = headers(types.getFirst());
    if (!headers.isEmpty()) {
      response.put("headers", headers);
    }
    response.put("content", Map.of(ProblemJson.MEDIA_TYPE, content));
    return response;
  }

  private static Map<String, @Nullable Object> headers(ProblemType type) {
    return switch (type.status()) {
      case 401 -> Map.of("WWW-Authenticate", header("Authenticate"));
      case 429, 503 -> Map.of("Retry-After", header("RetryAfter"));
      default -> Map.of();
    };
  }

  private static Map<String, @Nullable Object> header(String name) {
    return Map.of("$ref", "#/components/headers/" + name);
  }

  private static Map<String, @Nullable Object> example(ProblemType type) {
    Map<String, @Nullable Object> problem = new LinkedHashMap<>();
    problem.put("type", type.uri());
    problem.put("title", type.title());
    problem.put("status", type.status());
    problem.put("detail", type.title() + ".");
    problem.put("instance", "/api/v1/ai-hub/workflows");
    problem.put("traceId", "0b9f6f0e-5d0e-4b63-a7a2-0d8a3c1f7e55");
    return problem;
  }

  /** The last step of the type's URI. */
  private static String code(ProblemType type) {
    return type.uri().substring("/problems/".length());
  }
}
