package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.api.Contract.Operation;
import dev.treadle.server.route.Needs;
import dev.treadle.values.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/** The document and the code say the same. */
class OpenApiTest {
  /**
   * A stream that ends with its run, which here waits for an hour; and what needs somebody who was
   * invited or can log in. They have tests of their own.
   */
  private static final Set<String> NOT_REPLAYED =
      Set.of(
          Api.BASE + "/executions/{id}/events",
          "/api/v1/auth/login",
          "/api/v1/auth/invitations/{token}");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

  /** What can be asked of executions that have ended alone. */
  private static final Set<String> AFTER_THE_END = Set.of("retryExecution", "replayExecution");

  private final Api api = Api.shared();
  private final Contract contract = api.contract();

  @Test
  void everyRouteIsDocumentedAndNothingElse() {
    Set<String> coded = new TreeSet<>();
    api.routes().keySet().forEach(route -> coded.addAll(names(route)));
    assertThat(contract.operations())
        .as("the part of an endpoint is the resource Endpoint.yaml beside its class")
        .extracting(Operation::toString)
        .containsExactlyInAnyOrderElementsOf(coded);
  }

  @Test
  void queriesAreAsTheRoutesDeclareThem() {
    Map<String, Set<String>> declared = new TreeMap<>();
    api.routes()
        .forEach(
            (route, handler) ->
                names(route)
                    .forEach(
                        name ->
                            declared
                                .computeIfAbsent(name, missing -> new TreeSet<>())
                                .addAll(query(handler))));
    assertThat(contract.operations())
        .allSatisfy(
            operation ->
                assertThat(operation.names("query"))
                    .as(operation.toString())
                    .isEqualTo(declared.get(operation.toString())));
  }

  private static Set<String> query(HandlerMethod handler) {
    Needs needs = handler.getMethodAnnotation(Needs.class);
    return needs == null ? Set.of() : Set.of(needs.query());
  }

  private static Set<String> names(RequestMappingInfo route) {
    return route.getPatternValues().stream()
        .flatMap(path -> route.getMethodsCondition().getMethods().stream().map(m -> m + " " + path))
        .collect(Collectors.toSet());
  }

  @Test
  void placeholdersAreTheParametersOfThePath() {
    for (Operation operation : contract.operations()) {
      assertThat(operation.names("path"))
          .as(operation.toString())
          .isEqualTo(
              PLACEHOLDER
                  .matcher(operation.path())
                  .results()
                  .map(found -> found.group(1))
                  .collect(Collectors.toSet()));
    }
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryPartIsUsed() {
    Set<String> references = new TreeSet<>();
    collect(contract.document(), references);
    for (String reference : references) {
      assertThat(contract.resolved(Map.of("$ref", reference))).as(reference).isNotEmpty();
    }
    Contract.object(contract.document().get("components"))
        .forEach((kind, named) -> assertThat(unused(kind, named, references)).isEmpty());
  }

  /** Configs are there for people and generators; schemes are used by their name. */
  private static List<String> unused(String kind, @Nullable Object named, Set<String> references) {
    return Contract.object(named).keySet().stream()
        .filter(name -> !kind.equals("securitySchemes") && !name.endsWith("Config"))
        .filter(name -> !references.contains("#/components/" + kind + "/" + name))
        .toList();
  }

  private static void collect(@Nullable Object value, Set<String> references) {
    if (value instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String reference) {
        references.add(reference);
      }
      map.values().forEach(member -> collect(member, references));
    } else {
      Contract.elements(value).forEach(element -> collect(element, references));
    }
  }

  /** What the standard allows, and makers of clients and testers stumble over. */
  @Test
  void arraysSayTheirElementsAndNothingOptionalHasADefault() {
    Set<String> odd = new TreeSet<>();
    stumbles(contract.document(), "", odd);
    assertThat(odd).isEmpty();
  }

  private static void stumbles(@Nullable Object value, String where, Set<String> odd) {
    if (value instanceof List<?> list) {
      list.forEach(element -> stumbles(element, where, odd));
    }
    Map<String, @Nullable Object> object = Json.asObject(value);
    if (object == null) {
      return;
    }
    if (isArray(object.get("type")) && !object.containsKey("items")) {
      odd.add(where + " is an array of what");
    }
    if (String.valueOf(object.get("pattern")).startsWith("^/")) {
      odd.add(where + " has a pattern that looks like one between slashes");
    }
    Map<String, @Nullable Object> properties = Json.asObject(object.get("properties"));
    if (properties != null) {
      properties.forEach(
          (name, property) -> {
            Map<String, @Nullable Object> schema = Json.asObject(property);
            if (schema != null && schema.containsKey("default")) {
              odd.add(where + "/" + name + " has a default, and becomes required in TypeScript");
            }
          });
    }
    object.forEach(
        (name, member) -> {
          if (!name.endsWith("Config")) {
            stumbles(member, where + "/" + name, odd);
          }
        });
  }

  private static boolean isArray(@Nullable Object type) {
    return "array".equals(type) || (type instanceof List<?> types && types.contains("array"));
  }

  @Test
  void operationsAreNamedOnceAndDescribed() {
    assertThat(contract.operations())
        .extracting(operation -> operation.json().get("operationId"))
        .doesNotHaveDuplicates()
        .doesNotContainNull();
    assertThat(contract.operations())
        .allSatisfy(operation -> assertThat(operation.json()).containsKeys("summary", "tags"));
  }

  @TestFactory
  Stream<DynamicTest> examplesFitTheirSchemas() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Operation operation : contract.operations()) {
      tests.addAll(examples(operation + " takes", operation.bodies()));
      Contract.object(operation.json().get("responses"))
          .forEach(
              (status, response) -> {
                Object content = contract.resolved(response).get("content");
                if (content != null) {
                  tests.addAll(examples(operation + " " + status, Contract.object(content)));
                }
              });
    }
    return tests.stream();
  }

  private List<DynamicTest> examples(String name, Map<String, @Nullable Object> content) {
    List<DynamicTest> tests = new ArrayList<>();
    content.forEach(
        (type, media) -> {
          Map<String, @Nullable Object> described = Contract.object(media);
          if (described.containsKey("example")) {
            tests.add(
                DynamicTest.dynamicTest(
                    name + " " + type,
                    () ->
                        assertThat(
                                contract.faults(described.get("schema"), described.get("example")))
                            .isEmpty()));
          }
        });
    return tests;
  }

  @TestFactory
  Stream<DynamicTest> everyOperationAnswersItsExample() {
    return contract.operations().stream()
        .filter(operation -> !NOT_REPLAYED.contains(operation.path()))
        .map(operation -> DynamicTest.dynamicTest(operation.toString(), () -> replay(operation)));
  }

  private void replay(Operation operation) {
    Things things = Things.of(api);
    if (AFTER_THE_END.contains(String.valueOf(operation.json().get("operationId")))) {
      api.post(Api.BASE + "/executions/" + things.execution() + "/cancel", "");
    }
    String path = things.path(operation);
    if (operation.bodies().isEmpty()) {
      assertThat(api.call(operation.method(), path, new byte[0]).status()).isBetween(200, 299);
    }
    operation
        .bodies()
        .forEach(
            (type, media) -> {
              String body = Json.write(Contract.object(media).get("example"));
              Answer answer =
                  api.call(
                      operation.method(),
                      path,
                      body.getBytes(StandardCharsets.UTF_8),
                      "Content-Type",
                      type);
              assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
            });
  }

  @Test
  void isServedToAnybodyAndKnowsWhenItIsCurrent() {
    Answer first = api.get("/openapi.json", "Authorization", "nobody");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.string("/openapi")).startsWith("3.1");
    assertThat(first.header("Content-Type")).isEqualTo("application/json");
    Answer again = api.get("/openapi.json", "If-None-Match", first.header("ETag"));
    assertThat(again.status()).isEqualTo(304);
    assertThat(Objects.requireNonNull(again.text())).isEmpty();
  }

  @Test
  void anAnswerThatTheDocumentDoesNotSayIsFound() {
    Answer real = api.get(Api.BASE + "/node-types");
    assertThat(contract.violations("GET", Api.BASE + "/workflows/x", real)).isNotEmpty();
    assertThat(contract.violations("GET", "/health/live", real)).isNotEmpty();
    assertThat(contract.violations("GET", "/nothing", real)).isNotEmpty();
    assertThat(contract.violations("PUT", Api.BASE + "/node-types", real)).isNotEmpty();
  }
}
