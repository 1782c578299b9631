package dev.treadle.server.route;

import dev.treadle.postgres.access.Caller;
import dev.treadle.server.access.CallerFilter;
import dev.treadle.server.access.Permission;
import dev.treadle.server.json.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Holds every request to what its route {@link Needs}, before anything of its body is read. */
public final class RouteRules implements HandlerInterceptor {
  private volatile Map<Method, Rule> rules = Map.of();

  private record Rule(List<Permission> permissions, Set<String> query) {
    void check(HttpServletRequest request) {
      if (request.getAttribute(CallerFilter.CALLER) instanceof Caller caller) {
        permissions.forEach(permission -> permission.require(caller));
        QueryParameters.of(request).allow(query);
        return;
      }
      throw new IllegalStateException("nobody was found out to call");
    }
  }

  /**
   * Takes the rules of all routes.
   *
   * @throws IllegalStateException when a route declares none
   */
  public void learn(Collection<HandlerMethod> routes) {
    Map<Method, Rule> learned = new HashMap<>();
    List<String> undeclared = new ArrayList<>();
    for (HandlerMethod route : routes) {
      Needs needs = route.getMethodAnnotation(Needs.class);
      if (needs != null) {
        learned.put(route.getMethod(), new Rule(List.of(needs.value()), Set.of(needs.query())));
      } else if (!route.hasMethodAnnotation(OpenToAll.class)) {
        undeclared.add(route.getShortLogMessage());
      }
    }
    if (!undeclared.isEmpty()) {
      throw new IllegalStateException("routes that do not say what they need: " + undeclared);
    }
    rules = Map.copyOf(learned);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod route) {
      Rule rule = rules.get(route.getMethod());
      if (rule != null) {
        rule.check(request);
      }
    }
    return true;
  }
}
