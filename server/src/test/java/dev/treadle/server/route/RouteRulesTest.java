package dev.treadle.server.route;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.server.access.Permission;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.web.method.HandlerMethod;

class RouteRulesTest {
  private final RouteRules rules = new RouteRules();

  static final class Sample {
    @Needs(Permission.VIEW_WORKFLOWS)
    void declared() {}

    @OpenToAll
    void open() {}

    void forgotten() {}
  }

  @Test
  void aRouteThatDeclaresNothingStopsTheStart() throws NoSuchMethodException {
    List<HandlerMethod> routes = List.of(route("declared"), route("forgotten"));
    assertThatThrownBy(() -> rules.learn(routes))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("forgotten");
  }

  @Test
  void declaredAndOpenRoutesStart() throws NoSuchMethodException {
    List<HandlerMethod> routes = List.of(route("declared"), route("open"));
    assertThatCode(() -> rules.learn(routes)).doesNotThrowAnyException();
  }

  private static HandlerMethod route(String name) throws NoSuchMethodException {
    return new HandlerMethod(new Sample(), Sample.class.getDeclaredMethod(name));
  }
}
