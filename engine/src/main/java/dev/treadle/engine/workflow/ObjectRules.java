package dev.treadle.engine.workflow;

import dev.treadle.values.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a schema says of the members of an object as a whole. */
final class ObjectRules {
  /** The share of a variant that requires nothing: it fits where no other fits at all. */
  private static final double FITS_ANYTHING = 0.01;

  private ObjectRules() {}

  /** Whether a member counts as there: null does not, where it is optional and may not be null. */
  static boolean isPresent(Schema.Member member, Map<String, @Nullable Object> object) {
    return object.get(member.name()) != null
        || (object.containsKey(member.name())
            && (member.required()
                || member.schema() instanceof Schema.Any
                || member.schema() instanceof Schema.Deferred));
  }

  /** How an object breaks the rule for its alternatives, as the end of a sentence about it. */
  static Optional<String> fault(
      Schema.Alternatives alternatives,
      Schema.Members schema,
      Map<String, @Nullable Object> object) {
    List<String> present = new ArrayList<>();
    for (String name : alternatives.names()) {
      Schema.Member member = schema.member(name);
      if (member != null && isPresent(member, object)) {
        present.add(name);
      }
    }
    boolean mayBeNone = alternatives.count() == Schema.Count.AT_MOST_ONE;
    boolean mayBeSeveral = alternatives.count() == Schema.Count.AT_LEAST_ONE;
    if (present.size() > 1 && !mayBeSeveral) {
      return Optional.of("has " + Wording.words(present) + ", which exclude each other");
    }
    if (present.isEmpty() && !mayBeNone) {
      return Optional.of("needs one of " + Wording.words(alternatives.names()));
    }
    return Optional.empty();
  }

  /**
   * The variant that an object means: the first one whose required members are all there; failing
   * that, the one of which the largest share is.
   */
  static Optional<Schema.Members> variant(
      Schema.OneOf schema, Map<String, @Nullable Object> object) {
    Schema.Members best = null;
    double most = 0;
    for (Schema.Members variant : schema.variants()) {
      List<String> needed = required(variant);
      long there = needed.stream().filter(object::containsKey).count();
      double share = needed.isEmpty() ? FITS_ANYTHING : there / (double) needed.size();
      if (share > most) {
        best = variant;
        most = share;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The members by which variants are told apart. */
  static List<String> required(Schema.Members variant) {
    return variant.members().stream()
        .filter(Schema.Member::required)
        .map(Schema.Member::name)
        .toList();
  }
}
