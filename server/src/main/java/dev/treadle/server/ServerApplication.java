package dev.treadle.server;

import dev.treadle.server.access.CallerFilter;
import dev.treadle.server.access.IdentifyCaller;
import dev.treadle.server.access.SecurityHeaders;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.api.health.LastAnswers;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.problem.ProblemReportValve;
import dev.treadle.server.stream.EventStreams;
import java.util.Map;
import java.util.Objects;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The HTTP server: Spring MVC on virtual threads before a backend that is already open. */
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
public class ServerApplication {
  /** Half of the connections that the container takes. */
  private static final int STREAMS = 1_000;

  private static final int STREAMS_OF_AN_ORGANIZATION = 500;

  /** Of large frames that streams have read and their readers have not. */
  private static final long HELD_BY_STREAMS = 64L << 20;

  /** Starts serving. */
  public static ConfigurableApplicationContext start(
      Backend backend, ApiSettings settings, String host, int port) {
    return new SpringApplicationBuilder(ServerApplication.class)
        .web(WebApplicationType.SERVLET)
        .registerShutdownHook(false)
        .properties(Map.of("server.address", host, "server.port", String.valueOf(port)))
        .initializers(
            context -> {
              context.getBeanFactory().registerSingleton("backend", backend);
              context.getBeanFactory().registerSingleton("apiSettings", settings);
            })
        .run();
  }

  /** The port that was bound. */
  public static int port(ConfigurableApplicationContext server) {
    return Objects.requireNonNull(((WebServerApplicationContext) server).getWebServer()).getPort();
  }

  @Bean
  IdentifyCaller identifyCaller(Backend backend, ApiSettings settings) {
    return new IdentifyCaller(backend.identity(), settings.auth(), backend::newId);
  }

  @Bean
  FilterRegistrationBean<CallerFilter> callerFilter(IdentifyCaller identify) {
    return new FilterRegistrationBean<>(new CallerFilter(identify));
  }

  @Bean
  EventStreams eventStreams() {
    return new EventStreams(STREAMS, STREAMS_OF_AN_ORGANIZATION, HELD_BY_STREAMS);
  }

  /** The container's own refusals are problems too, with the headers of all answers. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemPages(Backend backend) {
    return factory -> {
      factory.addEngineValves(new SecurityHeaders(), new LastAnswers(backend.departure()));
      factory.addContextCustomizers(
          context -> {
            if (context.getParent() instanceof StandardHost host) {
              host.setErrorReportValveClass(ProblemReportValve.class.getName());
            }
          });
    };
  }
}
