package dev.treadle.node.testkit;

import dev.treadle.node.ConfigBinder;
import dev.treadle.node.JsonText;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeFailure;
import dev.treadle.node.NodeType;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run in which one node is alone, at a fixed moment, with expressions that the test answers. */
public final class FakeContext implements NodeContext {
  /** When every attempt begins. */
  public static final Instant NOW = Instant.parse("2026-01-31T09:00:00Z");

  private static final ExecutionId EXECUTION =
      ExecutionId.of("0198c0de-0000-7000-8000-000000000001");

  private final Map<String, @Nullable Object> input;
  private final FakeExpressions expressions;
  private final int attempt;

  private FakeContext(
      Map<String, @Nullable Object> input, FakeExpressions expressions, int attempt) {
    this.input = input;
    this.expressions = expressions;
    this.attempt = attempt;
  }

  /** With an input as JSON text; expressions are dotted names in it: {@code customer.name}. */
  public static FakeContext of(String input) {
    return of(JsonText.constantObject(input));
  }

  /** As {@link #of(String)}. */
  public static FakeContext of(Map<String, @Nullable Object> input) {
    return new FakeContext(input, FakeExpressions.namesIn(input), 1);
  }

  /** The same with other answers to expressions. */
  public FakeContext with(FakeExpressions other) {
    return new FakeContext(input, other, attempt);
  }

  /** The same in another attempt. */
  public FakeContext attempt(int number) {
    return new FakeContext(input, expressions, number);
  }

  /** One attempt of a node with a config as JSON text; its failures are outcomes. */
  public <C extends Record> Outcome run(NodeType<C> type, String config)
      throws InterruptedException {
    return run(type, JsonText.constantObject(config));
  }

  /** As {@link #run(NodeType, String)}. */
  public <C extends Record> Outcome run(NodeType<C> type, Map<String, @Nullable Object> config)
      throws InterruptedException {
    try {
      return type.execute(bind(type, config), this);
    } catch (NodeFailure failure) {
      return failure.outcome();
    }
  }

  /** The config that the node would see. */
  public <C extends Record> C bind(NodeType<C> type, Map<String, @Nullable Object> config) {
    return new ConfigBinder<>(type.spec())
        .bind(expressions.evaluate(type.spec().signature().config(), config));
  }

  @Override
  public ExecutionId execution() {
    return EXECUTION;
  }

  @Override
  public NodeId node() {
    return new NodeId("node");
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public String idempotencyKey() {
    return EXECUTION + "/node/0";
  }

  @Override
  public Instant now() {
    return NOW;
  }

  @Override
  public Map<String, @Nullable Object> input() {
    return input;
  }
}
