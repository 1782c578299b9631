package dev.treadle.node;

import dev.treadle.values.Schema;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a config's shape as JSON Schema 2020-12. A field of another type than string also takes a
 * string with a template; a field that holds JSONata source has {@code "format": "jsonata"}.
 */
public final class JsonSchema {
  private static final String TEMPLATE_PATTERN = "\\{\\{";

  /** Shapes that nest in themselves, and the names of their definitions. */
  private final IdentityHashMap<Schema.Members, String> names = new IdentityHashMap<>();

  private final Map<String, @Nullable Object> definitions = new LinkedHashMap<>();

  private JsonSchema() {}

  public static Map<String, @Nullable Object> of(Schema.Members members) {
    JsonSchema writer = new JsonSchema();
    writer.name(members, new ArrayList<>());
    Map<String, @Nullable Object> schema = writer.object(members);
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    if (!writer.definitions.isEmpty()) {
      schema.put("$defs", writer.definitions);
    }
    return schema;
  }

  /** Names the shapes that are met again inside themselves. */
  @SuppressWarnings("ReferenceEquality") // such shapes cannot be compared otherwise
  private void name(Schema schema, List<Schema.Members> around) {
    switch (schema) {
      case Schema.Items items -> name(items.element(), around);
      case Schema.Entries entries -> name(entries.value(), around);
      case Schema.OneOf oneOf -> oneOf.variants().forEach(variant -> name(variant, around));
      case Schema.Members members -> {
        if (around.stream().anyMatch(outer -> outer == members)) {
          names.putIfAbsent(members, "nested" + (names.size() + 1));
          return;
        }
        around.add(members);
        members.members().forEach(member -> name(member.schema(), around));
        around.removeLast();
      }
      default -> {}
    }
  }

  private Map<String, @Nullable Object> reference(Schema.Members members) {
    String name = names.get(members);
    if (name == null) {
      return object(members);
    }
    if (!definitions.containsKey(name)) {
      definitions.put(name, Map.of());
      definitions.put(name, object(members));
    }
    return keyword("$ref", "#/$defs/" + name);
  }

  private Map<String, @Nullable Object> write(Schema schema) {
    return switch (schema) {
      case Schema.Any ignored -> new LinkedHashMap<>();
      case Schema.Deferred ignored -> new LinkedHashMap<>();
      case Schema.Code ignored -> typed("string", "format", "jsonata");
      case Schema.Text ignored -> typed("string");
      case Schema.Flag ignored -> orTemplate(typed("boolean"));
      case Schema.Choice choice -> orTemplate(typed("string", "enum", choice.words()));
      case Schema.Quantity quantity -> orTemplate(quantity(quantity));
      case Schema.Span ignored -> typed("string", "format", "duration");
      case Schema.Moment ignored -> typed("string", "format", "date-time");
      case Schema.Items items -> items(items);
      case Schema.Entries entries ->
          typed("object", "additionalProperties", write(entries.value()));
      case Schema.Members members -> reference(members);
      case Schema.OneOf oneOf -> {
        List<@Nullable Object> variants = new ArrayList<>();
        oneOf.variants().forEach(variant -> variants.add(reference(variant)));
        yield keyword("anyOf", variants);
      }
    };
  }

  private Map<String, @Nullable Object> object(Schema.Members members) {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    List<@Nullable Object> required = new ArrayList<>();
    for (Schema.Member member : members.members()) {
      Map<String, @Nullable Object> property = write(member.schema());
      if (!member.description().isEmpty()) {
        property.put("description", member.description());
      }
      if (member.initial() != null) {
        property.put("default", member.initial());
      }
      properties.put(member.name(), property);
      if (member.required()) {
        required.add(member.name());
      }
    }
    Map<String, @Nullable Object> object = typed("object", "properties", properties);
    if (!required.isEmpty()) {
      object.put("required", required);
    }
    if (!members.alternatives().isEmpty()) {
      List<@Nullable Object> all = new ArrayList<>();
      members.alternatives().forEach(group -> all.add(alternatives(group)));
      object.put("allOf", all);
    }
    return object;
  }

  private static Map<String, @Nullable Object> alternatives(Schema.Alternatives group) {
    List<@Nullable Object> each = new ArrayList<>();
    group.names().forEach(name -> each.add(required(name)));
    return switch (group.count()) {
      case EXACTLY_ONE -> keyword("oneOf", each);
      case AT_LEAST_ONE -> keyword("anyOf", each);
      case AT_MOST_ONE -> {
        List<@Nullable Object> orNone = new ArrayList<>(each);
        orNone.add(keyword("not", keyword("anyOf", each)));
        yield keyword("oneOf", orNone);
      }
    };
  }

  private static Map<String, @Nullable Object> keyword(String name, Object value) {
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put(name, value);
    return schema;
  }

  private static Map<String, @Nullable Object> required(String name) {
    return keyword("required", List.of(name));
  }

  private Map<String, @Nullable Object> items(Schema.Items items) {
    Map<String, @Nullable Object> array = typed("array", "items", write(items.element()));
    if (items.minimum() > 0) {
      array.put("minItems", items.minimum());
    }
    return array;
  }

  private static Map<String, @Nullable Object> quantity(Schema.Quantity quantity) {
    Map<String, @Nullable Object> number = typed(quantity.whole() ? "integer" : "number");
    if (quantity.minimum() != null) {
      number.put("minimum", quantity.minimum());
    }
    return number;
  }

  private static Map<String, @Nullable Object> orTemplate(Map<String, @Nullable Object> schema) {
    return keyword("anyOf", List.of(schema, typed("string", "pattern", TEMPLATE_PATTERN)));
  }

  private static Map<String, @Nullable Object> typed(String type) {
    return keyword("type", type);
  }

  private static Map<String, @Nullable Object> typed(String type, String key, Object value) {
    Map<String, @Nullable Object> schema = typed(type);
    schema.put(key, value);
    return schema;
  }
}
