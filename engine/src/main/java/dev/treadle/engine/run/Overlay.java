package dev.treadle.engine.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The data of a node: what everything before it wrote, key by key, each key with its writer.
 * Immutable and persistent: a node that writes a few keys over a large input shares all the rest
 * with it, so that a run's memory is linear in what its nodes wrote, not in what they can see.
 *
 * <p>A weight-balanced search tree with the parameters of Y. Hirai and K. Yamamoto, "Balancing
 * weight-balanced trees", JFP 21(3), 2011 (delta 3, gamma 2), and union by splitting after S.
 * Adams, "Efficient sets: a balancing act", JFP 3(4), 1993. Trees of keys rather than of hashes, so
 * that nobody can send keys that collide.
 */
final class Overlay {
  private static final int DELTA = 3;
  private static final int GAMMA = 2;

  private final @Nullable Overlay left;
  private final Written entry;
  private final @Nullable Overlay right;
  private final int size;

  private Overlay(@Nullable Overlay left, Written entry, @Nullable Overlay right) {
    this.left = left;
    this.entry = entry;
    this.right = right;
    this.size = size(left) + size(right) + 1;
  }

  /** How many keys there are, removed ones too. */
  static int size(@Nullable Overlay tree) {
    return tree == null ? 0 : tree.size;
  }

  static @Nullable Written find(@Nullable Overlay tree, String key) {
    Overlay at = tree;
    while (at != null) {
      int order = key.compareTo(at.entry.key());
      if (order == 0) {
        return at.entry;
      }
      at = order < 0 ? at.left : at.right;
    }
    return null;
  }

  /**
   * The data of a node that completed.
   *
   * @param input what it saw
   * @param removed keys that it took away; those that are not there do not count
   * @param replaces whether everything it saw and did not write is taken away, too
   */
  static @Nullable Overlay write(
      @Nullable Overlay input,
      Map<String, @Nullable Object> result,
      Set<String> removed,
      boolean replaces,
      int writer) {
    Overlay data = input;
    if (replaces) {
      for (Written seen : entries(input)) {
        if (!seen.isRemoved() && !result.containsKey(seen.key())) {
          data = remove(data, seen, writer);
        }
      }
    }
    for (String key : removed) {
      Written seen = find(input, key);
      if (seen != null && !seen.isRemoved() && !result.containsKey(key)) {
        data = remove(data, seen, writer);
      }
    }
    int place = 0;
    for (Map.Entry<String, @Nullable Object> member : result.entrySet()) {
      Written seen = find(input, member.getKey());
      int over = seen == null ? -1 : seen.writer();
      data = put(data, new Written(member.getKey(), member.getValue(), writer, place++, over));
    }
    return data;
  }

  /**
   * Both overlays in one. Parts that both share are not looked at.
   *
   * @param choose which of two entries of one key is kept; given different entries only
   */
  @SuppressWarnings("ReferenceEquality") // sharing is what is asked for
  static @Nullable Overlay union(
      @Nullable Overlay a, @Nullable Overlay b, BinaryOperator<Written> choose) {
    if (a == b || b == null) {
      return a;
    }
    if (a == null) {
      return b;
    }
    Split split = split(b, a.entry.key());
    Overlay left = union(a.left, split.below, choose);
    Overlay right = union(a.right, split.above, choose);
    Written entry =
        split.equal == null || split.equal == a.entry
            ? a.entry
            : choose.apply(a.entry, split.equal);
    if (left == a.left && right == a.right && entry == a.entry) {
      return a;
    }
    return join(left, entry, right);
  }

  /** All entries, removed ones too, in the order of their keys. */
  static List<Written> entries(@Nullable Overlay tree) {
    List<Written> entries = new ArrayList<>(size(tree));
    collect(tree, entries);
    return entries;
  }

  /** The keys that are there, in the order in which a sequential run would have written them. */
  static List<Written> present(@Nullable Overlay tree, Comparator<Written> writing) {
    List<Written> present = entries(tree);
    present.removeIf(Written::isRemoved);
    present.sort(writing);
    return Collections.unmodifiableList(present);
  }

  private static void collect(@Nullable Overlay tree, List<Written> into) {
    if (tree != null) {
      collect(tree.left, into);
      into.add(tree.entry);
      collect(tree.right, into);
    }
  }

  private static Overlay remove(@Nullable Overlay tree, Written seen, int writer) {
    return put(tree, new Written(seen.key(), Written.REMOVED, writer, 0, seen.writer()));
  }

  private static Overlay put(@Nullable Overlay tree, Written written) {
    if (tree == null) {
      return new Overlay(null, written, null);
    }
    int order = written.key().compareTo(tree.entry.key());
    if (order == 0) {
      return new Overlay(tree.left, written, tree.right);
    }
    return order < 0
        ? balance(put(tree.left, written), tree.entry, tree.right)
        : balance(tree.left, tree.entry, put(tree.right, written));
  }

  private record Split(@Nullable Overlay below, @Nullable Written equal, @Nullable Overlay above) {}

  private static Split split(@Nullable Overlay tree, String key) {
    if (tree == null) {
      return new Split(null, null, null);
    }
    int order = key.compareTo(tree.entry.key());
    if (order == 0) {
      return new Split(tree.left, tree.entry, tree.right);
    }
    if (order < 0) {
      Split inner = split(tree.left, key);
      return new Split(inner.below, inner.equal, join(inner.above, tree.entry, tree.right));
    }
    Split inner = split(tree.right, key);
    return new Split(join(tree.left, tree.entry, inner.below), inner.equal, inner.above);
  }

  /** Joins trees of any weights, all keys of the left below the entry, all of the right above. */
  private static Overlay join(@Nullable Overlay left, Written entry, @Nullable Overlay right) {
    if (left == null) {
      return put(right, entry);
    }
    if (right == null) {
      return put(left, entry);
    }
    if (isHeavier(right, left)) {
      return balance(join(left, entry, right.left), right.entry, right.right);
    }
    if (isHeavier(left, right)) {
      return balance(left.left, left.entry, join(left.right, entry, right));
    }
    return new Overlay(left, entry, right);
  }

  /** Joins trees that were balanced before one key was put into one of them. */
  private static Overlay balance(@Nullable Overlay left, Written entry, @Nullable Overlay right) {
    if (right != null && isHeavier(right, left)) {
      return weight(right.left) < GAMMA * weight(right.right)
          ? rotateLeft(left, entry, right)
          : rotateLeft(left, entry, rotateRight(inner(right.left), right.entry, right.right));
    }
    if (left != null && isHeavier(left, right)) {
      return weight(left.right) < GAMMA * weight(left.left)
          ? rotateRight(left, entry, right)
          : rotateRight(rotateLeft(left.left, left.entry, inner(left.right)), entry, right);
    }
    return new Overlay(left, entry, right);
  }

  private static Overlay rotateLeft(@Nullable Overlay left, Written entry, Overlay right) {
    return new Overlay(new Overlay(left, entry, right.left), right.entry, right.right);
  }

  private static Overlay rotateRight(Overlay left, Written entry, @Nullable Overlay right) {
    return new Overlay(left.left, left.entry, new Overlay(left.right, entry, right));
  }

  private static Overlay inner(@Nullable Overlay heavy) {
    if (heavy == null) {
      throw new IllegalStateException("the heavier side of an unbalanced tree is not empty");
    }
    return heavy;
  }

  private static int weight(@Nullable Overlay tree) {
    return size(tree) + 1;
  }

  private static boolean isHeavier(@Nullable Overlay a, @Nullable Overlay b) {
    return weight(a) > DELTA * weight(b);
  }
}
