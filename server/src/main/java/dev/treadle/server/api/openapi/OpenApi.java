package dev.treadle.server.api.openapi;

import dev.treadle.node.NodeType;
import dev.treadle.runtime.perform.NodeCatalog;
import dev.treadle.server.access.Permission;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.server.route.Needs;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/**
 * Joins the document of the parts of all endpoints that are there. What the code says is not said
 * again: permissions come from {@link Needs}, the refusals that any route of a kind may give from
 * its mapping, problems from {@link ProblemType}, configs from the catalogue of node types.
 */
final class OpenApi {
  private static final String PROBLEMS = "x-problems";

  private final Map<String, @Nullable Object> document;
  private final Map<String, @Nullable Object> paths;
  private final Map<String, @Nullable Object> components;
  private final Problems problems;

  private OpenApi(Map<String, @Nullable Object> common) {
    this.document = common;
    this.paths = Part.member(common, "paths");
    this.components = Part.member(common, "components");
    this.problems = new Problems(Part.member(components, "responses"));
  }

  /** The whole document. */
  static Map<String, @Nullable Object> document(
      Map<RequestMappingInfo, HandlerMethod> routes, NodeCatalog catalog) {
    OpenApi joined = new OpenApi(Part.read(OpenApi.class, "common.yaml").orElseThrow());
    routes.values().stream()
        .map(HandlerMethod::getBeanType)
        .distinct()
        .sorted(Comparator.comparing(Class::getName))
        .forEach(endpoint -> Part.of(endpoint).ifPresent(joined::add));
    routes.entrySet().stream()
        .sorted(Comparator.comparing(route -> route.getKey().toString()))
        .forEach(route -> joined.complete(route.getKey(), route.getValue()));
    Map<String, @Nullable Object> schemas = Part.member(joined.components, "schemas");
    for (NodeType<?> type : catalog.types()) {
      String name = ConfigSchema.name(type);
      schemas.put(name, ConfigSchema.write(type, name));
    }
    return joined.document;
  }

  private void add(Map<String, @Nullable Object> part) {
    Part.member(part, "paths")
        .forEach((path, item) -> merge(Part.member(paths, path), Part.object(item)));
    Part.member(part, "components")
        .forEach((kind, named) -> merge(Part.member(components, kind), Part.object(named)));
  }

  /** Two parts may say the same thing of a path, never different things. */
  private static void merge(
      Map<String, @Nullable Object> into, Map<String, @Nullable Object> from) {
    from.forEach(
        (name, value) -> {
          Object before = into.putIfAbsent(name, value);
          if (before != null && !before.equals(value)) {
            throw new IllegalStateException("two parts of the document say what " + name + " is");
          }
        });
  }

  private void complete(RequestMappingInfo route, HandlerMethod handler) {
    for (String path : route.getPatternValues()) {
      for (RequestMethod method : route.getMethodsCondition().getMethods()) {
        Map<String, @Nullable Object> operation = operation(path, method);
        if (operation != null) {
          complete(operation, path, route, handler);
        }
      }
    }
  }

  private @Nullable Map<String, @Nullable Object> operation(String path, RequestMethod method) {
    Object item = paths.get(path);
    Object operation = item == null ? null : Part.object(item).get(word(method));
    return operation == null ? null : Part.object(operation);
  }

  private void complete(
      Map<String, @Nullable Object> operation,
      String path,
      RequestMappingInfo route,
      HandlerMethod handler) {
    Set<ProblemType> refusals = new LinkedHashSet<>();
    Needs needs = handler.getMethodAnnotation(Needs.class);
    if (needs == null) {
      operation.put("security", List.of());
    } else {
      operation.put("security", security(needs, route.getMethodsCondition().getMethods()));
      refusals.addAll(
          List.of(
              ProblemType.BAD_REQUEST,
              ProblemType.UNAUTHORIZED,
              ProblemType.FORBIDDEN,
              ProblemType.UNAVAILABLE));
    }
    if (!route.getProducesCondition().isEmpty()) {
      refusals.add(ProblemType.NOT_ACCEPTABLE);
    }
    if (path.contains("{")) {
      refusals.add(ProblemType.NOT_FOUND);
    }
    if (operation.containsKey("requestBody")) {
      refusals.addAll(Problems.OF_BODIES);
    }
    if (operation.remove(PROBLEMS) instanceof List<?> named) {
      named.forEach(code -> refusals.add(Problems.type(String.valueOf(code))));
    }
    problems.add(Part.member(operation, "responses"), refusals);
  }

  /** The names in a requirement are the permissions that the caller must have. */
  private static List<@Nullable Object> security(Needs needs, Set<RequestMethod> methods) {
    List<String> permissions = Arrays.stream(needs.value()).map(Permission::code).toList();
    Map<String, @Nullable Object> session = new LinkedHashMap<>();
    session.put("session", permissions);
    if (!methods.contains(RequestMethod.GET)) {
      session.put("csrf", List.of());
    }
    return List.of(Map.of("bearer", permissions), session);
  }

  private static String word(RequestMethod method) {
    return method.name().toLowerCase(Locale.ROOT);
  }
}
