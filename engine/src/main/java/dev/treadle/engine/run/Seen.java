package dev.treadle.engine.run;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An overlay as a JSON object. Looking up a key costs what the tree costs; only iterating puts the
 * keys into the order in which they were written.
 */
final class Seen extends AbstractMap<String, @Nullable Object> {
  private final @Nullable Overlay overlay;
  private final Comparator<Written> writing;
  private @Nullable List<Written> present;

  Seen(@Nullable Overlay overlay, Comparator<Written> writing) {
    this.overlay = overlay;
    this.writing = writing;
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    Written written = key instanceof String name ? Overlay.find(overlay, name) : null;
    return written == null || written.isRemoved() ? null : written.value();
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    Written written = key instanceof String name ? Overlay.find(overlay, name) : null;
    return written != null && !written.isRemoved();
  }

  @Override
  public Set<Map.Entry<String, @Nullable Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
        return present().stream().<Map.Entry<String, @Nullable Object>>map(Seen::entry).iterator();
      }

      @Override
      public int size() {
        return present().size();
      }
    };
  }

  private static Map.Entry<String, @Nullable Object> entry(Written written) {
    return new SimpleImmutableEntry<>(written.key(), written.value());
  }

  /** Computed at the first use; two threads may both compute it, with the same result. */
  private List<Written> present() {
    List<Written> known = present;
    if (known == null) {
      known = Overlay.present(overlay, writing);
      present = known;
    }
    return known;
  }
}
