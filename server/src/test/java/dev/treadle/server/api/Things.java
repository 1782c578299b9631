package dev.treadle.server.api;

import dev.treadle.server.api.Contract.Operation;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ids of things that exist, to be put into the paths of the document. A resource whose routes have
 * an id in their path makes one of its things here.
 *
 * @param ids by the word before the id in the path
 */
record Things(Map<String, String> ids) {
  private static final Pattern PLACEHOLDER = Pattern.compile("([^/]+)/\\{(\\w+)}");

  /** New ones, of the caller's own organization. The execution waits at {@code node}. */
  static Things of(Api api) {
    String workflow =
        api.workflowOf(
            """
            {"id":"node","type":"approval","data":{"config":{"timeout":"PT1H"}}}\
            """);
    String location = api.execute(workflow, "{}").header("Location");
    Eventually.get(
        () -> api.get(location), run -> "WAITING".equals(run.string("/execution/status")));
    String execution = location.substring(location.lastIndexOf('/') + 1);
    People people = new People(api);
    String organization = people.organization();
    String member =
        people
            .add(organization, UUID.randomUUID() + "@example.com", "USER", "MEMBER")
            .string("/member/userId");
    String key = api.post(Api.BASE + "/api-keys", "{\"name\":\"of a test\"}").string("/apiKey/id");
    String template =
        api.post(
                Api.BASE + "/templates",
                "{\"name\":\"Of a test\",\"workflowId\":\"" + workflow + "\"}")
            .string("/template/id");
    return new Things(
        Map.of(
            "workflows", workflow,
            "executions", execution,
            "organizations", organization,
            "members", member,
            "api-keys", key,
            "templates", template));
  }

  String workflow() {
    return Objects.requireNonNull(ids.get("workflows"));
  }

  String execution() {
    return Objects.requireNonNull(ids.get("executions"));
  }

  /** The path of an operation with these ids. */
  String path(Operation operation) {
    return path(
        operation,
        kind -> Objects.requireNonNull(ids.get(kind), "no thing is made of the kind " + kind));
  }

  /** The path of an operation with ids by their kinds, and the examples of other parameters. */
  static String path(Operation operation, UnaryOperator<String> ids) {
    return PLACEHOLDER
        .matcher(operation.path())
        .replaceAll(
            (MatchResult found) -> {
              Object example = operation.pathExample(found.group(2));
              String part = example == null ? ids.apply(found.group(1)) : example.toString();
              return Matcher.quoteReplacement(found.group(1) + "/" + part);
            });
  }
}
