package dev.treadle.engine.run;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long a value is as JSON, about: numbers count alike, and escapes do not count. */
final class Extent {
  private static final int NUMBER = 8;

  private final long most;
  private long found;

  private Extent(long most) {
    this.most = most;
  }

  /** The number of characters; a value longer than {@code most} is not looked at to its end. */
  static long of(@Nullable Object value, long most) {
    Extent extent = new Extent(most);
    extent.add(value);
    return extent.found;
  }

  private void add(@Nullable Object value) {
    if (value instanceof List<?> list) {
      found += 2;
      for (Object element : list) {
        if (found > most) {
          return;
        }
        found++;
        add(element);
      }
    } else if (value instanceof Map<?, ?> map) {
      found += 2;
      for (Map.Entry<?, ?> member : map.entrySet()) {
        if (found > most) {
          return;
        }
        found += 4L + String.valueOf(member.getKey()).length();
        add(member.getValue());
      }
    } else {
      found += value instanceof String text ? 2L + text.length() : NUMBER;
    }
  }
}
