package dev.treadle.server.route;

import dev.treadle.postgres.access.Caller;
import dev.treadle.server.access.ApiKeyFilter;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.json.PathId;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.json.RequestBody;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.WorkflowId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Arguments of routes by their types: who calls, the body as a JSON object, the query, and the
 * path's {@code id} as an id of what the route is about.
 */
public final class RouteArguments implements HandlerMethodArgumentResolver {
  private final Map<Class<?>, Function<HttpServletRequest, Object>> readers;

  public RouteArguments(ApiSettings settings) {
    this.readers =
        Map.of(
            Caller.class,
            request -> Objects.requireNonNull(request.getAttribute(ApiKeyFilter.CALLER)),
            RequestBody.class,
            request -> RequestBody.read(request, settings.bodyLimit()),
            WorkflowId.class,
            request -> new WorkflowId(id(request, "workflow")),
            ExecutionId.class,
            request -> new ExecutionId(id(request, "execution")),
            QueryParameters.class,
            QueryParameters::of);
  }

  private static UUID id(HttpServletRequest request, String what) {
    Map<?, ?> path =
        (Map<?, ?>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    return PathId.read(String.valueOf(path.get("id")), what);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return readers.containsKey(parameter.getParameterType());
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    HttpServletRequest servlet =
        Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
    return Objects.requireNonNull(readers.get(parameter.getParameterType())).apply(servlet);
  }
}
