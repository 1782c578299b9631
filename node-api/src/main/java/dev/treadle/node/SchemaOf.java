package dev.treadle.node;

import dev.treadle.values.Json;
import dev.treadle.values.Schema;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Derives the shape of a config from its record: a component is required unless it is
 * {@code @Nullable} or has an initial value.
 *
 * <p>Types of components: {@code String}, {@code boolean}, whole and decimal numbers, {@link
 * Duration}, {@link Instant}, enums (their constants in camel case), {@code Object} (any JSON),
 * {@link Expression}, {@link Deferred}, {@code List} and {@code Map<String, …>} of these, records,
 * and sealed interfaces of records.
 */
final class SchemaOf {
  /** Shapes under way or done, so that a record may hold records of its own kind. */
  private final Map<Class<?>, Schema.Members> records = new HashMap<>();

  private SchemaOf() {}

  /**
   * The shape of a record. Where the record nests in itself, so does the shape: it must be walked
   * along a config, and is not to be compared, hashed or printed.
   */
  static Schema.Members record(Class<?> type) {
    return new SchemaOf().ofRecord(type);
  }

  private Schema.Members ofRecord(Class<?> type) {
    Schema.Members known = records.get(type);
    if (known != null) {
      return known;
    }
    List<Schema.Alternatives> alternatives = new ArrayList<>();
    for (OneOf group : type.getAnnotationsByType(OneOf.class)) {
      Schema.Count count = group.required() ? Schema.Count.EXACTLY_ONE : Schema.Count.AT_MOST_ONE;
      alternatives.add(new Schema.Alternatives(List.of(group.value()), count));
    }
    AnyOf any = type.getAnnotation(AnyOf.class);
    if (any != null) {
      alternatives.add(new Schema.Alternatives(List.of(any.value()), Schema.Count.AT_LEAST_ONE));
    }
    List<Schema.Member> members = new ArrayList<>();
    Schema.Members shape =
        new Schema.Members(Collections.unmodifiableList(members), List.copyOf(alternatives));
    records.put(type, shape);
    for (RecordComponent component : type.getRecordComponents()) {
      members.add(member(component));
    }
    return shape;
  }

  private Schema.Member member(RecordComponent component) {
    About about = component.getAnnotation(About.class);
    String description = about == null ? "" : about.value();
    Object initial = about == null || about.initial().isEmpty() ? null : json(about.initial());
    boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    boolean named = about != null && !about.name().isEmpty();
    return new Schema.Member(
        named ? about.name() : component.getName(),
        of(component.getGenericType()),
        !nullable && initial == null,
        description,
        initial);
  }

  private Schema of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == Map.class
          ? new Schema.Entries(of(arguments[1]))
          : new Schema.Items(of(arguments[0]), 0);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isEnum()) {
      return new Schema.Choice(
          Arrays.stream(raw.getEnumConstants()).map(c -> word((Enum<?>) c)).toList());
    }
    if (raw.isRecord()) {
      return ofRecord(raw);
    }
    if (raw.isSealed()) {
      return new Schema.OneOf(
          Arrays.stream(raw.getPermittedSubclasses()).map(this::ofRecord).toList());
    }
    return simple(raw);
  }

  private static Schema simple(Class<?> type) {
    if (type == String.class) {
      return new Schema.Text();
    } else if (type == Object.class) {
      return new Schema.Any();
    } else if (type == Expression.class) {
      return new Schema.Code();
    } else if (type == Deferred.class) {
      return new Schema.Deferred();
    } else if (type == boolean.class || type == Boolean.class) {
      return new Schema.Flag();
    } else if (type == Duration.class) {
      return new Schema.Span();
    } else if (type == Instant.class) {
      return new Schema.Moment();
    } else if (type == BigDecimal.class) {
      return new Schema.Quantity(false, null);
    } else if (type == int.class || type == Integer.class) {
      return new Schema.Quantity(true, null);
    }
    throw new IllegalArgumentException("no config can hold a " + type);
  }

  /** The word of an enum constant in JSON: {@code GREATER_THAN} is {@code greaterThan}. */
  static String word(Enum<?> constant) {
    StringBuilder word = new StringBuilder();
    boolean upper = false;
    for (char c : constant.name().toCharArray()) {
      if (c == '_') {
        upper = true;
      } else {
        word.append(upper ? c : Character.toLowerCase(c));
        upper = false;
      }
    }
    return word.toString();
  }

  private static @Nullable Object json(String text) {
    try {
      return Json.freeze(JsonText.read(text));
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException("not an initial value: " + text, e);
    }
  }
}
