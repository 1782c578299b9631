package dev.treadle.engine.expression;

import dev.treadle.values.Evaluated;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The variables of one block or call, and those around it. */
final class Frame {
  private static final String[] NO_NAMES = {};

  private final @Nullable Frame parent;
  private final Budget budget;
  private String[] names = NO_NAMES;
  private @Nullable Object[] values = NO_NAMES;
  private int count;

  Frame(@Nullable Frame parent, Budget budget) {
    this.parent = parent;
    this.budget = budget;
    budget.allocate(40);
  }

  void bind(String name, @Nullable Object value) {
    for (int i = 0; i < count; i++) {
      if (names[i].equals(name)) {
        values[i] = value;
        return;
      }
    }
    if (count == names.length) {
      int capacity = count == 0 ? 2 : count * 2;
      budget.allocate(32 + 16L * capacity);
      names = Arrays.copyOf(names, capacity);
      values = Arrays.copyOf(values, capacity, Object[].class);
    }
    names[count] = name;
    values[count++] = value;
  }

  /** The value, or {@link Evaluated.Absent} when no frame and no built-in has the name. */
  @Nullable Object lookup(String name) {
    int compared = 0;
    for (Frame frame = this; frame != null; frame = frame.parent) {
      for (int i = 0; i < frame.count; i++) {
        if (frame.names[i].equals(name)) {
          budget.steps(compared >> 3);
          return frame.values[i];
        }
      }
      compared += 1 + frame.count;
    }
    budget.steps(compared >> 3);
    Object builtIn = BuiltIns.find(name);
    return builtIn == null ? Evaluated.Absent.ABSENT : builtIn;
  }
}
