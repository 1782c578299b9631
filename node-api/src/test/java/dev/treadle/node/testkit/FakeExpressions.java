package dev.treadle.node.testkit;

import dev.treadle.node.Deferred;
import dev.treadle.node.Expression;
import dev.treadle.values.Evaluated;
import dev.treadle.values.Json;
import dev.treadle.values.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a config as the engine does, but for JSONata itself: what a source yields is the test's
 * to say. A template ends at the first {@code }}}.
 */
public final class FakeExpressions {
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);

  private final Function<String, Evaluated> values;

  private FakeExpressions(Function<String, Evaluated> values) {
    this.values = values;
  }

  /** Expressions that yield what the test says, by their source without blanks around it. */
  public static FakeExpressions of(Function<String, Evaluated> values) {
    return new FakeExpressions(values);
  }

  /** Expressions that are dotted names in an object. */
  public static FakeExpressions namesIn(Map<String, @Nullable Object> object) {
    return of(source -> named(object, source));
  }

  /** The value of a dotted name in an object. */
  public static Evaluated named(Map<String, @Nullable Object> object, String name) {
    Object at = object;
    for (String key : name.split("\\.", -1)) {
      Map<String, @Nullable Object> members = Json.asObject(at);
      if (members == null || !members.containsKey(key)) {
        return Evaluated.Absent.ABSENT;
      }
      at = members.get(key);
    }
    return new Evaluated.Value(at);
  }

  Map<String, @Nullable Object> evaluate(
      Schema.Members schema, Map<String, @Nullable Object> config) {
    Map<String, @Nullable Object> evaluated = new LinkedHashMap<>();
    config.forEach(
        (name, value) -> {
          Schema.Member member = schema.member(name);
          if (member != null
              && part(member.schema(), value) instanceof Evaluated.Value(Object json)) {
            evaluated.put(name, json);
          }
        });
    return evaluated;
  }

  /** Like JSON, but with expressions and deferred parts where the schema has them. */
  private Evaluated part(Schema schema, @Nullable Object value) {
    if (schema instanceof Schema.Code && value instanceof String source) {
      return new Evaluated.Value(new Answered(source, values.apply(source.strip())));
    }
    if (schema instanceof Schema.Deferred) {
      Deferred deferred = () -> json(value);
      return new Evaluated.Value(deferred);
    }
    Map<String, @Nullable Object> object = Json.asObject(value);
    List<@Nullable Object> array = Json.asArray(value);
    return switch (schema) {
      case Schema.Members members when object != null ->
          new Evaluated.Value(evaluate(members, object));
      case Schema.OneOf oneOf when object != null ->
          oneOf.variants().stream()
              .filter(variant -> variant.isMeantBy(object))
              .findFirst()
              .map(variant -> (Evaluated) new Evaluated.Value(evaluate(variant, object)))
              .orElse(new Evaluated.Value(object));
      case Schema.Entries entries when object != null -> entries(object, entries.value());
      case Schema.Items items when array != null -> elements(array, items.element());
      default -> json(value);
    };
  }

  private Evaluated json(@Nullable Object value) {
    Map<String, @Nullable Object> object = Json.asObject(value);
    List<@Nullable Object> array = Json.asArray(value);
    if (object != null) {
      return entries(object, new Schema.Any());
    }
    if (array != null) {
      return elements(array, new Schema.Any());
    }
    return value instanceof String text ? template(text) : new Evaluated.Value(value);
  }

  private Evaluated entries(Map<String, @Nullable Object> object, Schema schema) {
    Map<String, @Nullable Object> evaluated = new LinkedHashMap<>();
    object.forEach(
        (key, value) -> {
          if (part(schema, value) instanceof Evaluated.Value(Object json)) {
            evaluated.put(key, json);
          }
        });
    return new Evaluated.Value(evaluated);
  }

  private Evaluated elements(List<@Nullable Object> array, Schema schema) {
    List<@Nullable Object> evaluated = new ArrayList<>();
    for (Object element : array) {
      if (part(schema, element) instanceof Evaluated.Value(Object json)) {
        evaluated.add(json);
      }
    }
    return new Evaluated.Value(evaluated);
  }

  private Evaluated template(String text) {
    Matcher matcher = TEMPLATE.matcher(text);
    if (matcher.matches() && text.indexOf("{{", 2) < 0) {
      return values.apply(matcher.group(1).strip());
    }
    String filled =
        TEMPLATE
            .matcher(text)
            .replaceAll(
                part -> Matcher.quoteReplacement(words(values.apply(part.group(1).strip()))));
    return new Evaluated.Value(filled);
  }

  private static String words(Evaluated value) {
    return switch (value) {
      case Evaluated.Absent.ABSENT -> "";
      case Evaluated.Value(Object json) -> json instanceof String text ? text : Json.write(json);
    };
  }

  private record Answered(String source, Evaluated value) implements Expression {
    @Override
    public Evaluated evaluate() {
      return value;
    }

    @Override
    public boolean test() {
      return value instanceof Evaluated.Value(Object json)
          && json != null
          && !Json.equal(json, false)
          && !Json.equal(json, 0)
          && !json.equals("");
    }
  }
}
