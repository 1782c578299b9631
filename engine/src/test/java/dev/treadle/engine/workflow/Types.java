package dev.treadle.engine.workflow;

import dev.treadle.values.Effect;
import dev.treadle.values.Handles;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.Schema;
import dev.treadle.values.Schema.Alternatives;
import dev.treadle.values.Schema.Member;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Node types as the built-in ones are shaped, written by hand. */
final class Types {
  private static final Schema TEXT = new Schema.Text();
  private static final Schema CODE = new Schema.Code();
  private static final Schema SET = new Schema.Entries(new Schema.Deferred());

  private static final Schema RULE =
      members(
          List.of(),
          required("left", new Schema.Deferred()),
          required("operator", new Schema.Choice(List.of("equals", "exists"))),
          optional("right", new Schema.Deferred()));

  static final NodeSignature TRIGGER =
      type(
          "trigger",
          Role.TRIGGER,
          Effect.PURE,
          members(
              List.of(),
              with("kind", new Schema.Choice(List.of("manual", "webhook")), "manual"),
              optional("path", TEXT)));

  static final NodeSignature CONDITION =
      new NodeSignature(
          "condition",
          Role.STEP,
          Effect.PURE,
          members(
              List.of(
                  new Alternatives(
                      List.of("expression", "rules", "cases"), Schema.Count.EXACTLY_ONE)),
              optional("expression", CODE),
              optional(
                  "rules",
                  new Schema.OneOf(
                      List.of(
                          members(List.of(), required("conditions", new Schema.Items(RULE, 1))),
                          (Schema.Members) RULE))),
              optional(
                  "cases",
                  new Schema.Items(
                      members(List.of(), required("handle", TEXT), required("expression", CODE)),
                      1))),
          Types::branches,
          Types::repeatedHandles);

  static final NodeSignature TRANSFORM =
      type(
          "transform",
          Role.STEP,
          Effect.PURE,
          members(
              List.of(new Alternatives(List.of("expression", "set"), Schema.Count.AT_MOST_ONE)),
              optional("expression", CODE),
              optional("set", SET),
              optional("remove", new Schema.Items(TEXT, 0)),
              with("mode", new Schema.Choice(List.of("merge", "replace")), "merge")));

  static final NodeSignature OUTPUT =
      type(
          "output",
          Role.OUTPUT,
          Effect.PURE,
          members(
              List.of(new Alternatives(List.of("expression", "set"), Schema.Count.AT_MOST_ONE)),
              optional("expression", CODE),
              optional("set", SET)));

  static final NodeSignature INTEGRATION =
      new NodeSignature(
          "integration",
          Role.STEP,
          Effect.EFFECTFUL,
          members(
              List.of(),
              required("connector", TEXT),
              required("operation", TEXT),
              optional("parameters", new Schema.Any()),
              optional("headers", new Schema.Entries(TEXT)),
              optional("timeout", new Schema.Span()),
              optional("notBefore", new Schema.Moment()),
              optional("follow", new Schema.Flag()),
              optional("pages", new Schema.Quantity(true, BigDecimal.ONE)),
              optional("share", new Schema.Quantity(false, null))),
          ignored -> new Handles(List.of("out", "error"), "out"),
          ignored -> List.of());

  static final NodeSignature LOOP =
      type("loop", Role.STEP, Effect.COMPOSITE, members(List.of(), required("items", CODE)));

  static final Map<String, NodeSignature> ALL =
      Stream.of(TRIGGER, CONDITION, TRANSFORM, OUTPUT, INTEGRATION, LOOP)
          .collect(Collectors.toUnmodifiableMap(NodeSignature::type, type -> type));

  private Types() {}

  static Schema.Members members(List<Alternatives> alternatives, Member... members) {
    return new Schema.Members(List.of(members), alternatives);
  }

  static Member required(String name, Schema schema) {
    return new Member(name, schema, true, name, null);
  }

  static Member optional(String name, Schema schema) {
    return new Member(name, schema, false, name, null);
  }

  static Member with(String name, Schema schema, Object initial) {
    return new Member(name, schema, false, name, initial);
  }

  private static NodeSignature type(String name, Role role, Effect effect, Schema.Members config) {
    return new NodeSignature(
        name, role, effect, config, ignored -> Handles.OUT, ignored -> List.of());
  }

  private static Handles branches(Map<String, @Nullable Object> config) {
    if (!(config.get("cases") instanceof List<?> cases)) {
      return new Handles(List.of("true", "false"), "true");
    }
    List<String> names = new ArrayList<>(caseHandles(cases));
    names.add("default");
    return new Handles(names, "default");
  }

  private static List<String> caseHandles(List<?> cases) {
    return cases.stream()
        .map(element -> element instanceof Map<?, ?> map ? map.get("handle") : null)
        .map(handle -> handle instanceof String text ? text : "")
        .toList();
  }

  private static List<ConfigProblem> repeatedHandles(Map<String, @Nullable Object> config) {
    List<ConfigProblem> problems = new ArrayList<>();
    if (config.get("cases") instanceof List<?> cases) {
      Set<String> seen = new HashSet<>();
      List<String> handles = caseHandles(cases);
      for (int i = 0; i < handles.size(); i++) {
        if (!seen.add(handles.get(i))) {
          String message = "the handle " + handles.get(i) + " is there twice";
          problems.add(new ConfigProblem("/cases/" + i + "/handle", message));
        }
      }
    }
    return problems;
  }
}
