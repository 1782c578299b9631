package dev.treadle.values;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a node's config: what the editor's form, the JSON Schema, the validation of a
 * definition and the binding to a record are all derived from.
 *
 * <p>Wherever a value of another type is expected, a text with a template ({@code {{ … }}}) may
 * stand for it; what it yields is checked when the node runs.
 */
public sealed interface Schema {
  /** Any JSON; every string in it is a template. */
  record Any() implements Schema {}

  /** Any JSON with templates which are evaluated only when, and if, the node asks. */
  record Deferred() implements Schema {}

  /** JSONata source, evaluated only when, and if, the node asks. */
  record Code() implements Schema {}

  record Text() implements Schema {}

  /** One of some words. */
  record Choice(List<String> words) implements Schema {}

  record Flag() implements Schema {}

  /** A number; whole or not, not below {@code minimum}. */
  record Quantity(boolean whole, @Nullable BigDecimal minimum) implements Schema {}

  /** An ISO 8601 duration without years and months, not negative; weeks are seven days. */
  record Span() implements Schema {}

  /** An RFC 3339 moment. */
  record Moment() implements Schema {}

  /** An array of at least {@code minimum} elements. */
  record Items(Schema element, int minimum) implements Schema {}

  /** An object with free keys. */
  record Entries(Schema value) implements Schema {}

  /** An object with named members; others are ignored, with a warning. */
  record Members(List<Member> members, List<Alternatives> alternatives) implements Schema {
    public @Nullable Member member(String name) {
      for (Member member : members) {
        if (member.name().equals(name)) {
          return member;
        }
      }
      return null;
    }

    /** Whether an object names any of the required members, and so means to be of this shape. */
    public boolean isMeantBy(Map<String, @Nullable Object> object) {
      return members.stream().anyMatch(m -> m.required() && object.containsKey(m.name()));
    }
  }

  /** One of several objects, told apart by which required members are there. */
  record OneOf(List<Members> variants) implements Schema {}

  /**
   * A named member of an object.
   *
   * @param initial the value that holds where the member is absent, as JSON; {@code null} for none
   */
  record Member(
      String name, Schema schema, boolean required, String description, @Nullable Object initial) {}

  /** How many of these members may be there. */
  record Alternatives(List<String> names, Count count) {}

  /** How many of several members there may be. */
  enum Count {
    AT_MOST_ONE,
    EXACTLY_ONE,
    AT_LEAST_ONE
  }
}
