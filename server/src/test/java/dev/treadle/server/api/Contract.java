package dev.treadle.server.api;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.treadle.server.api.Api.Answer;
import dev.treadle.values.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI document, and what of an answer it does not say. Answers are held to it more strictly
 * than clients need: a member, header, status or kind of problem that it does not name is a
 * violation.
 */
final class Contract {
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final String PROBLEM = "application/problem+json";
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  /** Headers that mean something to a caller of this API. */
  private static final List<String> TOLD =
      List.of(
          "ETag",
          "Location",
          "Retry-After",
          "WWW-Authenticate",
          "Idempotent-Replayed",
          "Preference-Applied");

  private final Map<String, @Nullable Object> document;
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

  Contract(String document) {
    this.document = object(Api.json(document));
    object(this.document.get("paths"))
        .forEach((path, item) -> operations.addAll(operations(path, object(item))));
  }

  /**
   * What may be done at a path.
   *
   * @param method in upper case
   * @param parameters of the path and of the operation, without references
   */
  record Operation(
      String method,
      String path,
      Map<String, @Nullable Object> json,
      List<Map<String, @Nullable Object>> parameters) {
    Set<String> names(String in) {
      return parameters.stream()
          .filter(parameter -> in.equals(parameter.get("in")))
          .map(parameter -> String.valueOf(parameter.get("name")))
          .collect(Collectors.toSet());
    }

    /** The body's media types with their schemas and examples. */
    Map<String, @Nullable Object> bodies() {
      Object body = json.get("requestBody");
      return body == null ? Map.of() : object(object(body).get("content"));
    }

    /** Whether things are named in the path; other parameters of a path have an example. */
    boolean hasIds() {
      return names("path").stream().anyMatch(name -> pathExample(name) == null);
    }

    @Nullable Object pathExample(String name) {
      return parameters.stream()
          .filter(parameter -> "path".equals(parameter.get("in")))
          .filter(parameter -> name.equals(parameter.get("name")))
          .map(parameter -> Optional.ofNullable(parameter.get("example")))
          .findFirst()
          .flatMap(example -> example)
          .orElse(null);
    }

    boolean isAt(String called) {
      return called.matches(path.replace(".", "\\.").replaceAll("\\{\\w+}", "[^/]+"));
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  Map<String, @Nullable Object> document() {
    return document;
  }

  private List<Operation> operations(String path, Map<String, @Nullable Object> item) {
    List<Operation> found = new ArrayList<>();
    item.forEach(
        (name, json) -> {
          if (METHODS.contains(name)) {
            List<Map<String, @Nullable Object>> parameters = new ArrayList<>();
            elements(item.get("parameters")).forEach(one -> parameters.add(resolved(one)));
            elements(object(json).get("parameters")).forEach(one -> parameters.add(resolved(one)));
            found.add(new Operation(name.toUpperCase(Locale.ROOT), path, object(json), parameters));
          }
        });
    return found;
  }

  /** What an answer has that the document does not say, or the other way round. */
  List<String> violations(String method, String target, Answer answer) {
    String path = target.replaceFirst("\\?.*", "");
    List<Operation> here = at(path);
    String meant = method.equals("HEAD") ? "GET" : method;
    Optional<Operation> operation = here.stream().filter(o -> o.method().equals(meant)).findFirst();
    if (operation.isPresent()) {
      return violations(operation.get(), method, answer);
    }
    List<String> found = new ArrayList<>();
    if (!Set.of(400, 401, 404, 405).contains(answer.status())) {
      found.add("an undocumented route answers " + answer.status());
    }
    if (!PROBLEM.equals(answer.header("Content-Type"))) {
      found.add("a refusal is no problem");
    }
    return found;
  }

  /** A path without a placeholder goes before one with. */
  private List<Operation> at(String path) {
    List<Operation> exact = operations.stream().filter(o -> o.path().equals(path)).toList();
    return exact.isEmpty() ? operations.stream().filter(o -> o.isAt(path)).toList() : exact;
  }

  private List<String> violations(Operation operation, String method, Answer answer) {
    Object named = object(operation.json().get("responses")).get(String.valueOf(answer.status()));
    if (named == null) {
      return List.of("status " + answer.status() + " is not documented");
    }
    Map<String, @Nullable Object> response = resolved(named);
    List<String> found = new ArrayList<>(headers(response, answer));
    Object content = response.get("content");
    if (content == null) {
      if (!answer.text().isEmpty()) {
        found.add("a body is not documented");
      }
    } else if (!method.equals("HEAD")) {
      found.addAll(body(operation, object(content), answer));
    }
    return found;
  }

  private List<String> headers(Map<String, @Nullable Object> response, Answer answer) {
    Map<String, @Nullable Object> documented =
        response.containsKey("headers") ? object(response.get("headers")) : Map.of();
    List<String> found = new ArrayList<>();
    for (String name : TOLD) {
      boolean isThere = answer.response().headers().firstValue(name).isPresent();
      Object header = documented.get(name);
      if (isThere && header == null) {
        found.add("header " + name + " is not documented");
      } else if (!isThere
          && header != null
          && Boolean.TRUE.equals(resolved(header).get("required"))) {
        found.add("header " + name + " is missing");
      }
    }
    return found;
  }

  private List<String> body(
      Operation operation, Map<String, @Nullable Object> content, Answer answer) {
    String type = answer.header("Content-Type").replaceFirst(";.*", "");
    Object media = content.get(type);
    if (media == null) {
      return List.of("content type " + type + " is not documented");
    }
    Map<String, @Nullable Object> described = object(media);
    List<String> found = new ArrayList<>();
    if (type.endsWith("json")) {
      String key = operation + " " + answer.status() + " " + type;
      Schema schema =
          compiled.computeIfAbsent(key, missing -> compile(closed(described.get("schema")), true));
      schema
          .validate(answer.text(), InputFormat.JSON)
          .forEach(error -> found.add(String.valueOf(error)));
    }
    if (type.equals(PROBLEM)) {
      String code = answer.string("/type").replace("/problems/", "");
      if (!object(described.get("examples")).containsKey(code)) {
        found.add("problem " + code + " is not documented");
      }
    }
    return found;
  }

  /** What is wrong with a value by a schema of the document, as the document has it. */
  List<String> faults(@Nullable Object schema, @Nullable Object value) {
    return compiled
        .computeIfAbsent(Json.write(schema), text -> compile(schema, false))
        .validate(Json.write(value), InputFormat.JSON)
        .stream()
        .map(String::valueOf)
        .toList();
  }

  /** The schema with the components that it refers to at the same place as in the document. */
  private Schema compile(@Nullable Object schema, boolean strictly) {
    Object components = document.get("components");
    Map<String, @Nullable Object> whole = new LinkedHashMap<>(object(schema));
    whole.put("components", strictly ? closed(components) : components);
    return SCHEMAS.getSchema(Json.write(whole));
  }

  /** An object that does not say otherwise has no other members than it names. */
  private static @Nullable Object closed(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> closed = new LinkedHashMap<>();
        map.forEach((key, member) -> closed.put(String.valueOf(key), closed(member)));
        if (map.get("properties") instanceof Map<?, ?> && map.containsKey("type")) {
          closed.putIfAbsent("additionalProperties", false);
        }
        yield closed;
      }
      case List<?> list -> {
        List<@Nullable Object> closed = new ArrayList<>();
        list.forEach(element -> closed.add(closed(element)));
        yield closed;
      }
      case null -> null;
      default -> value;
    };
  }

  /** What a reference within the document leads to; what is none is itself. */
  Map<String, @Nullable Object> resolved(@Nullable Object value) {
    Map<String, @Nullable Object> object = object(value);
    if (!(object.get("$ref") instanceof String reference)) {
      return object;
    }
    Object at = document;
    for (String step : reference.substring("#/".length()).split("/", -1)) {
      at = object(at).get(step);
    }
    return object(Objects.requireNonNull(at, reference));
  }

  static Map<String, @Nullable Object> object(@Nullable Object value) {
    return Objects.requireNonNull(Json.asObject(value), "no object");
  }

  static List<?> elements(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
