package dev.treadle.server.route;

import dev.treadle.server.api.ApiSettings;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Puts the rules and the arguments of routes into Spring MVC. */
@Configuration(proxyBeanMethods = false)
class Routes implements WebMvcConfigurer {
  private final RouteRules rules = new RouteRules();
  private final ApiSettings settings;

  Routes(ApiSettings settings) {
    this.settings = settings;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(rules);
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new RouteArguments(settings));
  }

  @Bean
  SmartInitializingSingleton rulesOfRoutes(
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
    return () -> rules.learn(mapping.getHandlerMethods().values());
  }
}
