package dev.treadle.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.values.Evaluated;
import dev.treadle.values.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigBinderTest {
  private static final NodeSpec<Config> SPEC =
      NodeSpec.of("test", Config.class, "Test", "A test.", NodeSpec.Example.of("{}", "{}", "{}"));

  /** A config with the odd shapes. */
  record Config(
      @Nullable Deferred right,
      @Nullable Map<String, Deferred> set,
      @Nullable List<String> texts,
      @Nullable Tree tree) {}

  /** A shape that nests in itself. */
  record Tree(String name, @Nullable List<Tree> children) {}

  @Test
  void nullIsAValueOfADeferredMemberAndNotItsAbsence() {
    Config config = bind("{\"right\": null, \"set\": {\"a\": null}}");
    Evaluated aNull = new Evaluated.Value(null);
    assertThat(Objects.requireNonNull(config.right()).evaluate()).isEqualTo(aNull);
    Deferred a = Objects.requireNonNull(Objects.requireNonNull(config.set()).get("a"));
    assertThat(a.evaluate()).isEqualTo(aNull);
    assertThat(bind("{}").right()).isNull();
  }

  @Test
  void elsewhereNullHasNoPlace() {
    assertThatThrownBy(() -> bind("{\"texts\": [null]}"))
        .isInstanceOf(NodeFailure.class)
        .hasMessage("config/texts/0 must not be null");
  }

  @Test
  void aShapeMayNestInItself() {
    Config config = bind("{\"tree\": {\"name\": \"a\", \"children\": [{\"name\": \"b\"}]}}");
    assertThat(config.tree()).isEqualTo(new Tree("a", List.of(new Tree("b", null))));
    assertThatThrownBy(() -> bind("{\"tree\": {\"name\": \"a\", \"children\": [{}]}}"))
        .hasMessage("config/tree/children/0/name must be given");
    assertThat(Json.write(JsonSchema.of(SPEC.signature().config())))
        .contains("\"tree\":{\"$ref\":\"#/$defs/nested1\"}")
        .contains("\"children\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/nested1\"}}");
  }

  private static Config bind(String json) {
    return new ConfigBinder<>(SPEC).bind(JsonText.constantObject(json));
  }
}
