package dev.treadle.server.problem;

import dev.treadle.server.problem.ProblemException.Fault;
import dev.treadle.values.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes problems as {@code application/problem+json} (RFC 9457). */
public final class ProblemJson {
  public static final String MEDIA_TYPE = "application/problem+json";

  private ProblemJson() {}

  /** The text of a problem that has nothing but what all have. */
  public static String write(
      ProblemType type, String detail, List<Fault> faults, String instance, String traceId) {
    return Json.write(problem(type, detail, faults, instance, traceId));
  }

  /**
   * The text of a problem.
   *
   * @param instance the path that was called
   * @param traceId finds the request in the log
   */
  static String write(ProblemException failure, String instance, String traceId) {
    Map<String, @Nullable Object> problem =
        problem(
            failure.type(),
            String.valueOf(failure.getMessage()),
            failure.faults(),
            instance,
            traceId);
    problem.putAll(failure.members());
    return Json.write(problem);
  }

  private static Map<String, @Nullable Object> problem(
      ProblemType type, String detail, List<Fault> faults, String instance, String traceId) {
    Map<String, @Nullable Object> problem = new LinkedHashMap<>();
    problem.put("type", type.uri());
    problem.put("title", type.title());
    problem.put("status", type.status());
    problem.put("detail", detail);
    problem.put("instance", instance);
    problem.put("traceId", traceId);
    if (!faults.isEmpty()) {
      List<@Nullable Object> errors = new ArrayList<>();
      for (Fault fault : faults) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("pointer", fault.pointer());
        error.put("code", fault.code());
        error.put("detail", fault.detail());
        errors.add(error);
      }
      problem.put("errors", errors);
    }
    return problem;
  }
}
