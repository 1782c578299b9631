package dev.treadle.node;

import dev.treadle.values.ErrorCode;
import dev.treadle.values.Evaluated;
import dev.treadle.values.Iso8601;
import dev.treadle.values.Json;
import dev.treadle.values.Schema;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a config record of an evaluated config: JSON, with an {@link Expression} or {@link
 * Deferred} in the places where the schema has one.
 *
 * @param <C> the record
 */
public final class ConfigBinder<C extends Record> {
  private final Class<C> type;
  private final Schema.Members schema;

  public ConfigBinder(NodeSpec<C> spec) {
    this.type = spec.configType();
    this.schema = spec.signature().config();
  }

  /**
   * Binds a config.
   *
   * @throws NodeFailure {@code INVALID_CONFIG}, naming the place, when a value that a template
   *     yielded does not fit
   */
  public C bind(Map<String, @Nullable Object> config) {
    return type.cast(bindRecord(type, schema, config, ""));
  }

  private static Object bindRecord(
      Class<?> type, Schema.Members schema, Map<String, @Nullable Object> members, String at) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] arguments = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      Schema.Member member = schema.members().get(i);
      types[i] = component.getType();
      arguments[i] = bindMember(component, member, members, at + "/" + member.name());
    }
    return construct(type, types, arguments, at);
  }

  private static @Nullable Object bindMember(
      RecordComponent component,
      Schema.Member member,
      Map<String, @Nullable Object> members,
      String at) {
    Object value = members.get(member.name());
    if (value == null) {
      if (members.containsKey(member.name()) && takesNull(member.schema())) {
        return bindNull(member.schema());
      }
      value = member.initial();
    }
    if (value == null) {
      if (member.required()) {
        throw invalid(at, "must be given");
      }
      return null;
    }
    return bindValue(component.getGenericType(), member.schema(), value, at);
  }

  private static Object bindValue(Type type, Schema schema, Object value, String at) {
    return switch (schema) {
      case Schema.Any ignored -> value;
      case Schema.Code ignored -> expect(Expression.class, value, at, "an expression");
      case Schema.Deferred ignored -> value instanceof Deferred deferred ? deferred : fixed(value);
      case Schema.Text ignored -> value instanceof String text ? text : Json.write(value);
      case Schema.Flag ignored -> expect(Boolean.class, value, at, "true or false");
      case Schema.Quantity quantity -> bindNumber((Class<?>) type, quantity, value, at);
      case Schema.Choice choice -> bindChoice((Class<?>) type, choice, value, at);
      case Schema.Span ignored -> bindDuration(value, at);
      case Schema.Moment ignored -> bindInstant(value, at);
      case Schema.Items items -> bindItems(argument(type, 0), items, value, at);
      case Schema.Entries entries -> bindEntries(argument(type, 1), entries, value, at);
      case Schema.Members members -> bindRecord((Class<?>) type, members, object(value, at), at);
      case Schema.OneOf oneOf -> bindVariant((Class<?>) type, oneOf, object(value, at), at);
    };
  }

  private static boolean takesNull(Schema schema) {
    return schema instanceof Schema.Any || schema instanceof Schema.Deferred;
  }

  private static @Nullable Object bindNull(Schema schema) {
    return schema instanceof Schema.Deferred ? fixed(null) : null;
  }

  private static Deferred fixed(@Nullable Object value) {
    return () -> new Evaluated.Value(value);
  }

  private static Object bindVariant(
      Class<?> type, Schema.OneOf oneOf, Map<String, @Nullable Object> value, String at) {
    Class<?>[] variants = type.getPermittedSubclasses();
    for (int i = 0; i < variants.length; i++) {
      Schema.Members variant = oneOf.variants().get(i);
      if (variant.isMeantBy(value)) {
        return bindRecord(variants[i], variant, value, at);
      }
    }
    throw invalid(at, "is none of the possible objects");
  }

  private static List<@Nullable Object> bindItems(
      Type type, Schema.Items items, Object value, String at) {
    List<@Nullable Object> elements = Json.asArray(value);
    if (elements == null) {
      throw invalid(at, "must be an array, not " + Json.typeName(value));
    }
    List<@Nullable Object> bound = new ArrayList<>(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      Object element = elements.get(i);
      String place = at + "/" + i;
      bound.add(bindPart(type, items.element(), element, place));
    }
    return Collections.unmodifiableList(bound);
  }

  private static Map<String, @Nullable Object> bindEntries(
      Type type, Schema.Entries entries, Object value, String at) {
    Map<String, @Nullable Object> bound = new LinkedHashMap<>();
    object(value, at)
        .forEach(
            (key, entry) -> {
              String place = at + "/" + key.replace("~", "~0").replace("/", "~1");
              bound.put(key, bindPart(type, entries.value(), entry, place));
            });
    return Collections.unmodifiableMap(bound);
  }

  private static @Nullable Object bindPart(
      Type type, Schema schema, @Nullable Object value, String at) {
    if (value != null) {
      return bindValue(type, schema, value, at);
    }
    if (takesNull(schema)) {
      return bindNull(schema);
    }
    throw invalid(at, "must not be null");
  }

  private static Object bindNumber(
      Class<?> type, Schema.Quantity quantity, Object value, String at) {
    Number number = expect(Number.class, value, at, "a number");
    if (!quantity.whole()) {
      return Json.decimal(number);
    }
    try {
      return type == int.class || type == Integer.class
          ? Json.decimal(number).intValueExact()
          : Json.decimal(number);
    } catch (ArithmeticException e) {
      throw invalid(at, "must be a whole number of 32 bits");
    }
  }

  private static Object bindChoice(Class<?> type, Schema.Choice choice, Object value, String at) {
    for (Object constant : type.getEnumConstants()) {
      if (SchemaOf.word((Enum<?>) constant).equals(value)) {
        return constant;
      }
    }
    throw invalid(at, "must be one of " + String.join(", ", choice.words()));
  }

  private static Duration bindDuration(Object value, String at) {
    try {
      return Iso8601.parseDuration(expect(String.class, value, at, "a duration"));
    } catch (IllegalArgumentException e) {
      throw invalid(at, "must be an ISO 8601 duration such as PT30S, not " + Json.write(value));
    }
  }

  private static Instant bindInstant(Object value, String at) {
    try {
      return OffsetDateTime.parse(expect(String.class, value, at, "a moment")).toInstant();
    } catch (DateTimeException e) {
      throw invalid(
          at, "must be an RFC 3339 moment such as 2030-01-31T12:00:00Z, not " + Json.write(value));
    }
  }

  private static Map<String, @Nullable Object> object(Object value, String at) {
    Map<String, @Nullable Object> object = Json.asObject(value);
    if (object == null) {
      throw invalid(at, "must be an object, not " + Json.typeName(value));
    }
    return object;
  }

  private static <T> T expect(Class<T> type, Object value, String at, String what) {
    if (!type.isInstance(value)) {
      throw invalid(at, "must be " + what + ", not " + Json.typeName(value));
    }
    return type.cast(value);
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  private static Object construct(
      Class<?> type, Class<?>[] types, @Nullable Object[] arguments, String at) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw invalid(at, String.valueOf(refused.getMessage()));
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static NodeFailure invalid(String at, String what) {
    return NodeFailure.permanent(ErrorCode.INVALID_CONFIG, "config" + at + " " + what);
  }
}
