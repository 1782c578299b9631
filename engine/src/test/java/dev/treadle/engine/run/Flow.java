package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Definition;
import dev.treadle.engine.workflow.Limits;
import dev.treadle.engine.workflow.Parsed;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.Effect;
import dev.treadle.values.Handles;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A definition in a few words, of node types that only a test would want. */
final class Flow {
  private static final Schema.Member IN_DOUBT =
      new Schema.Member(
          "inDoubt", new Schema.Choice(List.of("retry", "ask", "fail")), false, "", null);

  /** Types by name; what they do is the test's to say. */
  static final Map<String, NodeSignature> TYPES =
      Stream.of(
              type("trigger", Role.TRIGGER, Effect.PURE, "out"),
              type("step", Role.STEP, Effect.PURE, "out"),
              type("effect", Role.STEP, Effect.EFFECTFUL, "out"),
              type("call", Role.STEP, Effect.EFFECTFUL, "out"),
              type("doom", Role.STEP, Effect.EFFECTFUL, "out"),
              type("wait", Role.STEP, Effect.WAITS, "out"),
              type("signal", Role.STEP, Effect.WAITS, "out", "timeout"),
              type("approval", Role.STEP, Effect.WAITS, "approved", "rejected", "timeout"),
              type("condition", Role.STEP, Effect.PURE, "true", "false"),
              type("choice", Role.STEP, Effect.PURE, "red", "green", "default"),
              type("loop", Role.STEP, Effect.COMPOSITE, "out"),
              type("output", Role.OUTPUT, Effect.PURE, "out"))
          .collect(Collectors.toUnmodifiableMap(NodeSignature::type, type -> type));

  private final Map<String, Map<String, @Nullable Object>> nodes = new LinkedHashMap<>();
  private final Map<String, Map<String, @Nullable Object>> policies = new LinkedHashMap<>();
  private final List<Object> edges = new ArrayList<>();

  private static NodeSignature type(String name, Role role, Effect effect, String... handles) {
    Handles all = new Handles(List.of(handles), handles[0]);
    List<Schema.Member> members = effect == Effect.EFFECTFUL ? List.of(IN_DOUBT) : List.of();
    Schema.Members config = new Schema.Members(members, List.of());
    return new NodeSignature(name, role, effect, config, ignored -> all, ignored -> List.of());
  }

  /** Edges from the trigger {@code t} through steps of these names. */
  static Flow chain(String... ids) {
    Flow flow = new Flow().trigger("t").step(ids);
    String before = "t";
    for (String id : ids) {
      flow.edge(before, id);
      before = id;
    }
    return flow;
  }

  /**
   * The trigger {@code t}, an edge from it to each of these steps, and one from each to {@code j}.
   */
  static Flow diamond(String... ids) {
    Flow flow = new Flow().trigger("t").step(ids).step("j");
    for (String id : ids) {
      flow.edge("t", id);
    }
    for (String id : ids) {
      flow.edge(id, "j");
    }
    return flow;
  }

  Flow node(String type, String... ids) {
    for (String id : ids) {
      Map<String, @Nullable Object> policy = new LinkedHashMap<>();
      policies.put(id, policy);
      nodes.put(id, new LinkedHashMap<>(Map.of("id", id, "type", type, "data", policy)));
    }
    return this;
  }

  Flow trigger(String... ids) {
    return node("trigger", ids);
  }

  Flow step(String... ids) {
    return node("step", ids);
  }

  Flow effect(String... ids) {
    return node("effect", ids);
  }

  Flow loop(String... ids) {
    return node("loop", ids);
  }

  /** Puts nodes into the body of a loop. */
  Flow inside(String loop, String... ids) {
    for (String id : ids) {
      Objects.requireNonNull(nodes.get(id)).put("parentId", loop);
    }
    return this;
  }

  Flow edge(String source, String target) {
    edges.add(Map.of("source", source, "target", target));
    return this;
  }

  Flow edge(String source, String handle, String target) {
    edges.add(Map.of("source", source, "target", target, "sourceHandle", handle));
    return this;
  }

  /** What follows when a crash leaves open whether it was performed. */
  Flow inDoubt(String id, String what) {
    return policy(id, "config", Map.of("inDoubt", what));
  }

  Flow join(String id, String join) {
    return policy(id, "join", join);
  }

  Flow onError(String id, String onError) {
    return policy(id, "onError", onError);
  }

  Flow attempts(String id, int attempts) {
    return retry(id, Map.of("maxAttempts", attempts));
  }

  Flow retry(String id, Map<String, Object> retry) {
    return policy(id, "retry", retry);
  }

  private Flow policy(String id, String name, Object value) {
    Map<String, @Nullable Object> policy = policies.get(id);
    if (policy == null) {
      throw new AssertionError("no node " + id);
    }
    policy.put(name, value);
    return this;
  }

  Map<String, @Nullable Object> definition() {
    return Map.of("nodes", List.copyOf(nodes.values()), "edges", edges);
  }

  /** The compiled definition; errors in it are the test's. */
  Workflow workflow() {
    Parsed parsed = Definition.parse(definition(), TYPES, Limits.NONE);
    return switch (parsed) {
      case Parsed.Valid valid -> valid.workflow();
      case Parsed.Invalid invalid -> throw new AssertionError(invalid.problems().toString());
    };
  }

  /** A run of it that has not started. */
  Live live() {
    return new Live(workflow());
  }
}
