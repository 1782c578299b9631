package dev.treadle.engine.expression;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object that the evaluator made; each member pays from the budget. */
final class Members extends LinkedHashMap<String, @Nullable Object> {
  private static final int MEMBER_BYTES = 80;

  private final transient Budget budget;

  Members(Budget budget) {
    this.budget = budget;
    budget.allocate(64);
  }

  @Override
  public @Nullable Object put(String key, @Nullable Object value) {
    budget.step();
    budget.allocate(MEMBER_BYTES);
    return super.put(key, value);
  }

  void putEach(Map<String, @Nullable Object> members) {
    for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
      put(member.getKey(), member.getValue());
    }
  }
}
