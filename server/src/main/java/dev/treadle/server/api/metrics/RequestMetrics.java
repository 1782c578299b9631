package dev.treadle.server.api.metrics;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Times requests by the patterns of their routes, never by their paths: those have ids. */
@Configuration(proxyBeanMethods = false)
class RequestMetrics implements WebMvcConfigurer, HandlerInterceptor {
  private static final String BEGUN = "treadle.begun";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MeterProvider<Timer> timers =
      Timer.builder("treadle.http.requests")
          .description("Requests by the patterns of their routes")
          .withRegistry(registry);

  @Bean
  PrometheusMeterRegistry registry() {
    return registry;
  }

  @Override
  public void addInterceptors(InterceptorRegistry interceptors) {
    interceptors.addInterceptor(this);
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse answer, Object route) {
    request.setAttribute(BEGUN, System.nanoTime());
    return true;
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse answer,
      Object route,
      @Nullable Exception failure) {
    if (request.getAttribute(BEGUN) instanceof Long begun) {
      String pattern =
          String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
      String status = String.valueOf(answer.getStatus());
      timers
          .withTags("method", request.getMethod(), "route", pattern, "status", status)
          .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    }
  }
}
