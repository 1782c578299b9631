package dev.treadle.runtime.journal;

import dev.treadle.engine.run.Iteration;
import dev.treadle.values.Awaited;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Failure;
import dev.treadle.values.Json;
import dev.treadle.values.Money;
import dev.treadle.values.NodeError;
import dev.treadle.values.NodeId;
import dev.treadle.values.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The parts of one written event, read by their places. A part that is not as written throws. */
record Parts(List<?> parts) {
  int size() {
    return parts.size();
  }

  /** Those behind the first ones. */
  Parts from(int place) {
    return new Parts(parts.subList(place, parts.size()));
  }

  String text(int place) {
    return (String) present(parts.get(place));
  }

  @Nullable Object any(int place) {
    return parts.get(place);
  }

  int number(int place) {
    return ((Number) present(parts.get(place))).intValue();
  }

  Instant moment(int place) {
    return Instant.ofEpochMilli(((Number) present(parts.get(place))).longValue());
  }

  boolean flag(int place) {
    return (Boolean) present(parts.get(place));
  }

  ExecutionId execution(int place) {
    return new ExecutionId(UUID.fromString(text(place)));
  }

  Iteration iteration(int place) {
    return Iteration.parse(text(place));
  }

  NodeId node(int place) {
    return new NodeId(text(place));
  }

  List<NodeId> nodes(int place) {
    return texts(parts.get(place)).stream().map(NodeId::new).toList();
  }

  Map<String, @Nullable Object> object(int place) {
    return Objects.requireNonNull(Json.asObject(parts.get(place)));
  }

  List<@Nullable Object> array(int place) {
    return Objects.requireNonNull(Json.asArray(parts.get(place)));
  }

  Usage usage(int place) {
    return usageOf(parts.get(place));
  }

  /** {@code [code, message, node, attempt, details]}. */
  NodeError error(int place) {
    Parts error = new Parts((List<?>) present(parts.get(place)));
    Failure failure = new Failure(new ErrorCode(error.text(0)), error.text(1), error.parts.get(4));
    return new NodeError(failure, error.node(2), error.number(3));
  }

  static List<@Nullable Object> error(NodeError error) {
    return Arrays.asList(
        error.failure().code().value(),
        error.failure().message(),
        error.node().value(),
        error.attempt(),
        error.failure().details());
  }

  /** {@code ["signal", name]}, {@code ["approval", message, [approver, …]]}, and the like. */
  static List<@Nullable Object> awaited(Awaited awaited) {
    return switch (awaited) {
      case Awaited.Signal signal -> Arrays.asList("signal", signal.name());
      case Awaited.Approval approval ->
          Arrays.asList("approval", approval.message(), approval.approvers());
      case Awaited.Doubt ignored -> Arrays.asList("doubt");
      case Awaited.Child child -> Arrays.asList("child", child.execution().toString());
    };
  }

  Awaited awaited(int place) {
    Parts awaited = new Parts((List<?>) present(parts.get(place)));
    return switch (awaited.text(0)) {
      case "signal" -> new Awaited.Signal(awaited.text(1));
      case "approval" ->
          new Awaited.Approval(awaited.text(1), List.copyOf(texts(awaited.parts.get(2))));
      case "doubt" -> new Awaited.Doubt();
      case "child" -> new Awaited.Child(awaited.execution(1));
      default -> throw new IllegalArgumentException("nothing awaited is called " + awaited.text(0));
    };
  }

  /** {@code [tokens in, tokens out, cost as text]}, null for none. */
  static @Nullable List<@Nullable Object> usage(Usage usage) {
    return usage.isNone()
        ? null
        : Arrays.asList(usage.inputTokens(), usage.outputTokens(), usage.cost().toString());
  }

  static Usage usageOf(@Nullable Object written) {
    if (written == null) {
      return Usage.NONE;
    }
    Parts usage = new Parts((List<?>) written);
    long in = ((Number) present(usage.parts.get(0))).longValue();
    long out = ((Number) present(usage.parts.get(1))).longValue();
    return new Usage(in, out, new Money(new BigDecimal(usage.text(2))));
  }

  /** Texts in their order, as a set; none where there is no list. */
  static Set<String> texts(@Nullable Object written) {
    Set<String> texts = new LinkedHashSet<>();
    if (written != null) {
      ((List<?>) written).forEach(text -> texts.add((String) present(text)));
    }
    return texts;
  }

  static Object present(@Nullable Object part) {
    return Objects.requireNonNull(part);
  }

  static Object orElse(@Nullable Object part, Object usual) {
    return part == null ? usual : part;
  }
}
