package dev.treadle.server.route;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.server.access.CallerFilter;
import dev.treadle.server.access.Origin;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.json.PathId;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.json.RequestBody;
import dev.treadle.values.ApiKeyId;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.TemplateId;
import dev.treadle.values.UserId;
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
 * Arguments of routes by their types: who calls, who is to be recorded, the body as a JSON object,
 * the query, the path's {@code id} as an id of what the route is about, and its {@code userId}.
 */
public final class RouteArguments implements HandlerMethodArgumentResolver {
  private final Map<Class<?>, Function<HttpServletRequest, Object>> readers;

  public RouteArguments(ApiSettings settings) {
    Origin origin = new Origin(settings.behindProxy());
    this.readers =
        Map.of(
            Caller.class,
            request -> Objects.requireNonNull(request.getAttribute(CallerFilter.CALLER)),
            Actor.class,
            origin::actor,
            RequestBody.class,
            request -> RequestBody.read(request, settings.bodyLimit()),
            WorkflowId.class,
            request -> new WorkflowId(id(request, "workflow")),
            TemplateId.class,
            request -> new TemplateId(id(request, "template")),
            ExecutionId.class,
            request -> new ExecutionId(id(request, "execution")),
            QueryParameters.class,
            QueryParameters::of,
            ApiKeyId.class,
            request -> new ApiKeyId(id(request, "API key")),
            OrganizationId.class,
            request -> new OrganizationId(id(request, "organization")),
            UserId.class,
            request -> new UserId(read(request, "userId", "member")));
  }

  private static UUID id(HttpServletRequest request, String what) {
    return read(request, "id", what);
  }

  private static UUID read(HttpServletRequest request, String name, String what) {
    Map<?, ?> path =
        (Map<?, ?>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    return PathId.read(String.valueOf(path.get(name)), what);
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
