package dev.treadle.runtime.perform;

import dev.treadle.engine.expression.ExpressionException;
import dev.treadle.engine.expression.Scope;
import dev.treadle.engine.workflow.ConfigValue;
import dev.treadle.node.Deferred;
import dev.treadle.node.Expression;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeFailure;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Evaluated;
import dev.treadle.values.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the templates of a config. Expressions, and templates that are deferred, become objects
 * which evaluate when the node asks.
 */
final class ResolveConfig {
  private static final Logger LOG = LoggerFactory.getLogger(ResolveConfig.class);

  private final Scope scope;
  private final NodeContext context;

  ResolveConfig(Scope scope, NodeContext context) {
    this.scope = scope;
    this.context = context;
  }

  /** The config as {@link dev.treadle.node.ConfigBinder} takes it. */
  Map<String, @Nullable Object> resolve(ConfigValue config) {
    return switch (config) {
      case ConfigValue.Members members -> members(members);
      case ConfigValue.Constant constant -> constant(constant);
      case ConfigValue.Templated ignored -> throw noObject();
      case ConfigValue.Code ignored -> throw noObject();
      case ConfigValue.Deferred ignored -> throw noObject();
      case ConfigValue.Elements ignored -> throw noObject();
    };
  }

  private Evaluated value(ConfigValue value) {
    return switch (value) {
      case ConfigValue.Constant constant -> new Evaluated.Value(constant.json());
      case ConfigValue.Templated templated -> failing(() -> templated.template().evaluate(scope));
      case ConfigValue.Code code -> new Evaluated.Value(lazy(code.expression()));
      case ConfigValue.Deferred deferred ->
          new Evaluated.Value((Deferred) () -> value(deferred.value()));
      case ConfigValue.Members members -> new Evaluated.Value(members(members));
      case ConfigValue.Elements elements -> new Evaluated.Value(elements(elements));
    };
  }

  /** An absent value leaves its member out. */
  private Map<String, @Nullable Object> members(ConfigValue.Members members) {
    Map<String, @Nullable Object> resolved = new LinkedHashMap<>();
    members
        .members()
        .forEach(
            (name, member) -> {
              if (value(member) instanceof Evaluated.Value present) {
                resolved.put(name, present.json());
              }
            });
    return Collections.unmodifiableMap(resolved);
  }

  /** An absent value drops its element. */
  private List<@Nullable Object> elements(ConfigValue.Elements elements) {
    List<@Nullable Object> resolved = new ArrayList<>();
    for (ConfigValue element : elements.elements()) {
      if (value(element) instanceof Evaluated.Value present) {
        resolved.add(present.json());
      }
    }
    return Collections.unmodifiableList(resolved);
  }

  private Expression lazy(dev.treadle.engine.expression.Expression expression) {
    return new Expression() {
      @Override
      public Evaluated evaluate() {
        return failing(() -> expression.evaluate(scope));
      }

      @Override
      public boolean test() {
        return failing(() -> expression.test(scope));
      }

      @Override
      public String source() {
        return expression.source();
      }
    };
  }

  private <T> T failing(Supplier<T> evaluation) {
    try {
      return evaluation.get();
    } catch (ExpressionException e) {
      if (e.getCause() != null) {
        LOG.error(
            "the evaluator of expressions failed execution={} node={}",
            context.execution(),
            context.node(),
            e.getCause());
      }
      String message = Objects.requireNonNullElse(e.getMessage(), "the expression failed");
      throw e.code().equals(ErrorCode.TIMEOUT)
          ? NodeFailure.retryable(e.code(), message)
          : NodeFailure.permanent(e.code(), message);
    }
  }

  private static Map<String, @Nullable Object> constant(ConfigValue.Constant constant) {
    Map<String, @Nullable Object> object = Json.asObject(constant.json());
    if (object == null) {
      throw noObject();
    }
    return object;
  }

  private static IllegalStateException noObject() {
    return new IllegalStateException("the config of a valid definition is an object");
  }
}
