package dev.treadle.engine.workflow;

import dev.treadle.engine.expression.Expression;
import dev.treadle.engine.expression.Template;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A config, compiled: constants as they are, expressions and templates parsed. */
public sealed interface ConfigValue {
  /** JSON without any template in it. */
  record Constant(@Nullable Object json) implements ConfigValue {}

  /** A string with templates. */
  record Templated(Template template) implements ConfigValue {}

  /** JSONata source that the node evaluates itself, if it does. */
  record Code(Expression expression) implements ConfigValue {}

  /** JSON with templates that the node evaluates itself, if it does. */
  record Deferred(ConfigValue value) implements ConfigValue {}

  record Members(Map<String, ConfigValue> members) implements ConfigValue {}

  record Elements(List<ConfigValue> elements) implements ConfigValue {}
}
