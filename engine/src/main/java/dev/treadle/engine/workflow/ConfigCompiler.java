package dev.treadle.engine.workflow;

import dev.treadle.engine.expression.Expression;
import dev.treadle.engine.expression.ExpressionSyntaxException;
import dev.treadle.engine.expression.Template;
import dev.treadle.engine.workflow.Draft.Reference;
import dev.treadle.engine.workflow.Problem.Code;
import dev.treadle.values.Json;
import dev.treadle.values.JsonPointer;
import dev.treadle.values.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks one config and its schema together, once: what breaks the schema is reported, what keeps it
 * is compiled. Recursion goes as deep as the JSON is nested, which its reader bounds.
 *
 * <p>What is compiled from a config with errors is of no use to anybody; it only lets the walk go
 * on.
 */
final class ConfigCompiler {
  private static final Schema ANY = new Schema.Any();
  private static final ConfigValue NOTHING = new ConfigValue.Constant(null);

  private final String owner;
  private final JsonPointer root;
  private final Findings findings;
  private final List<Reference> references = new ArrayList<>();
  private boolean keepsSchema = true;

  /**
   * Starts on a config.
   *
   * @param owner what messages call the node
   * @param root where the config stands in the definition
   */
  ConfigCompiler(String owner, JsonPointer root, Findings findings) {
    this.owner = owner;
    this.root = root;
    this.findings = findings;
  }

  ConfigValue compile(Schema.Members schema, Map<String, @Nullable Object> config) {
    return members(schema, config, root);
  }

  /** Whether the schema was kept; expressions that do not parse do not count. */
  boolean keepsSchema() {
    return keepsSchema;
  }

  /** What the compiled expressions and templates ask of other nodes. */
  List<Reference> references() {
    return List.copyOf(references);
  }

  private ConfigValue value(Schema schema, @Nullable Object json, JsonPointer at) {
    if (json instanceof String text
        && Template.isTemplate(text)
        && !(schema instanceof Schema.Code || schema instanceof Schema.Deferred)) {
      return template(text, at);
    }
    return switch (schema) {
      case Schema.Any _ -> any(json, at);
      case Schema.Deferred _ -> new ConfigValue.Deferred(any(json, at));
      case Schema.Code _ -> code(json, at);
      case Schema.Text _ -> scalar(ScalarRules.text(json), json, at);
      case Schema.Choice choice -> scalar(ScalarRules.choice(choice, json), json, at);
      case Schema.Flag _ -> scalar(ScalarRules.flag(json), json, at);
      case Schema.Quantity quantity -> scalar(ScalarRules.quantity(quantity, json), json, at);
      case Schema.Span _ -> scalar(ScalarRules.span(json), json, at);
      case Schema.Moment _ -> scalar(ScalarRules.moment(json), json, at);
      case Schema.Items items -> items(items, json, at);
      case Schema.Entries entries -> {
        Map<String, @Nullable Object> object = object(json, at);
        yield object == null ? NOTHING : entries(entries.value(), object, at);
      }
      case Schema.Members members -> {
        Map<String, @Nullable Object> object = object(json, at);
        yield object == null ? NOTHING : members(members, object, at);
      }
      case Schema.OneOf oneOf -> {
        Map<String, @Nullable Object> object = object(json, at);
        yield object == null ? NOTHING : oneOf(oneOf, object, at);
      }
    };
  }

  private ConfigValue any(@Nullable Object json, JsonPointer at) {
    return switch (json) {
      case String text when Template.isTemplate(text) -> template(text, at);
      case List<?> list -> elements(ANY, list, at);
      case Map<?, ?> map -> entries(ANY, map, at);
      case null, default -> new ConfigValue.Constant(json);
    };
  }

  private ConfigValue scalar(
      Optional<ScalarRules.Fault> fault, @Nullable Object json, JsonPointer at) {
    fault.ifPresent(found -> broken(at, found.code(), found.message()));
    return new ConfigValue.Constant(json);
  }

  private ConfigValue code(@Nullable Object json, JsonPointer at) {
    if (!(json instanceof String source)) {
      broken(
          at, Code.INVALID_CONFIG, "must be an expression (a string), not " + Wording.value(json));
      return NOTHING;
    }
    try {
      Expression expression = Expression.compile(source);
      refer(at, expression.nodeReferences());
      return new ConfigValue.Code(expression);
    } catch (ExpressionSyntaxException e) {
      unparsed(at, "is no valid expression", e);
      return NOTHING;
    }
  }

  private ConfigValue template(String text, JsonPointer at) {
    try {
      Template template = Template.compile(text);
      refer(at, template.nodeReferences());
      return new ConfigValue.Templated(template);
    } catch (ExpressionSyntaxException e) {
      unparsed(at, "is no valid template", e);
      return NOTHING;
    }
  }

  private ConfigValue items(Schema.Items schema, @Nullable Object json, JsonPointer at) {
    List<@Nullable Object> list = Json.asArray(json);
    if (list == null) {
      broken(at, Code.INVALID_CONFIG, "must be an array, not " + Wording.value(json));
      return NOTHING;
    }
    if (list.size() < schema.minimum()) {
      broken(
          at,
          Code.INVALID_CONFIG,
          "must have at least " + schema.minimum() + " elements, not " + list.size());
    }
    return elements(schema.element(), list, at);
  }

  private ConfigValue elements(Schema schema, List<?> list, JsonPointer at) {
    List<ConfigValue> compiled = new ArrayList<>(list.size());
    List<@Nullable Object> constants = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      ConfigValue element = value(schema, list.get(i), at.element(i));
      compiled.add(element);
      if (element instanceof ConfigValue.Constant constant) {
        constants.add(constant.json());
      }
    }
    return constants.size() == compiled.size()
        ? new ConfigValue.Constant(Collections.unmodifiableList(constants))
        : new ConfigValue.Elements(List.copyOf(compiled));
  }

  private ConfigValue entries(Schema schema, Map<?, ?> object, JsonPointer at) {
    Map<String, ConfigValue> compiled = LinkedHashMap.newLinkedHashMap(object.size());
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      String name = (String) entry.getKey();
      compiled.put(name, value(schema, entry.getValue(), at.member(name)));
    }
    return joined(compiled);
  }

  private ConfigValue members(
      Schema.Members schema, Map<String, @Nullable Object> object, JsonPointer at) {
    for (Schema.Alternatives alternatives : schema.alternatives()) {
      ObjectRules.fault(alternatives, schema, object)
          .ifPresent(fault -> broken(at, Code.EXCLUSIVE_CONFIG, fault));
    }
    for (Schema.Member member : schema.members()) {
      if (member.required() && !object.containsKey(member.name())) {
        broken(at.member(member.name()), Code.INVALID_CONFIG, "is missing");
      }
    }
    Map<String, ConfigValue> compiled = LinkedHashMap.newLinkedHashMap(object.size());
    for (Map.Entry<String, @Nullable Object> entry : object.entrySet()) {
      String name = entry.getKey();
      Schema.Member member = schema.member(name);
      if (member == null) {
        unknown(schema, at.member(name), name);
      } else if (ObjectRules.isPresent(member, object)) {
        compiled.put(name, value(member.schema(), entry.getValue(), at.member(name)));
      }
    }
    for (Schema.Member member : schema.members()) {
      if (member.initial() != null && !ObjectRules.isPresent(member, object)) {
        String name = member.name();
        compiled.put(name, value(member.schema(), member.initial(), at.member(name)));
      }
    }
    return joined(compiled);
  }

  private ConfigValue oneOf(
      Schema.OneOf schema, Map<String, @Nullable Object> object, JsonPointer at) {
    Optional<Schema.Members> variant = ObjectRules.variant(schema, object);
    if (variant.isPresent()) {
      return members(variant.get(), object, at);
    }
    List<String> shapes =
        schema.variants().stream().map(ObjectRules::required).map(Wording::words).toList();
    broken(at, Code.INVALID_CONFIG, "must have " + String.join(" or ", shapes));
    return NOTHING;
  }

  private static ConfigValue joined(Map<String, ConfigValue> compiled) {
    Map<String, @Nullable Object> constants = LinkedHashMap.newLinkedHashMap(compiled.size());
    compiled.forEach(
        (name, part) -> {
          if (part instanceof ConfigValue.Constant constant) {
            constants.put(name, constant.json());
          }
        });
    return constants.size() == compiled.size()
        ? new ConfigValue.Constant(Collections.unmodifiableMap(constants))
        : new ConfigValue.Members(Collections.unmodifiableMap(compiled));
  }

  private @Nullable Map<String, @Nullable Object> object(@Nullable Object json, JsonPointer at) {
    Map<String, @Nullable Object> object = Json.asObject(json);
    if (object == null) {
      broken(at, Code.INVALID_CONFIG, "must be an object, not " + Wording.value(json));
    }
    return object;
  }

  private void refer(JsonPointer at, Set<String> names) {
    if (!names.isEmpty()) {
      references.add(new Reference(at, names));
    }
  }

  private void unknown(Schema.Members schema, JsonPointer at, String name) {
    List<String> known = schema.members().stream().map(Schema.Member::name).toList();
    String message = "is not known and has no effect" + Wording.suggestion(name, known);
    findings.warning(at, Code.UNKNOWN_CONFIG_MEMBER, sentence(at, message));
  }

  private void unparsed(JsonPointer at, String what, ExpressionSyntaxException why) {
    String position = why.position() < 0 ? "" : " (at offset " + why.position() + ")";
    String message = what + ": " + Wording.shortened(String.valueOf(why.getMessage())) + position;
    findings.error(at, Code.INVALID_EXPRESSION, sentence(at, message));
  }

  private void broken(JsonPointer at, Code code, String message) {
    keepsSchema = false;
    findings.error(at, code, sentence(at, message));
  }

  private String sentence(JsonPointer at, String message) {
    String path = at.toString().substring(root.toString().length());
    return owner + ": config" + Wording.shortened(path) + " " + message;
  }
}
