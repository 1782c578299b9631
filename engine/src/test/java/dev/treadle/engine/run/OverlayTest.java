package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithAPlainMapOverRandomWritesAndUnions(long seed) {
    Random random = new Random(seed);
    List<@Nullable Overlay> trees = new ArrayList<>();
    List<Map<String, Written>> models = new ArrayList<>();
    trees.add(null);
    models.add(new TreeMap<>());
    for (int writer = 0; writer < 300; writer++) {
      int at = random.nextInt(trees.size());
      if (random.nextInt(3) == 0) {
        int other = random.nextInt(trees.size());
        trees.add(Overlay.union(trees.get(at), trees.get(other), OverlayTest::later));
        models.add(union(models.get(at), models.get(other)));
      } else {
        Write write = Write.random(random);
        Overlay data = trees.get(at);
        trees.add(Overlay.write(data, write.result, write.removed, write.replaces, writer));
        models.add(write.on(models.get(at), writer));
      }
      check(trees.getLast(), models.getLast());
    }
    for (int i = 0; i < trees.size(); i++) {
      check(trees.get(i), models.get(i));
    }
  }

  private static void check(@Nullable Overlay tree, Map<String, Written> model) {
    assertThat(Overlay.entries(tree)).isEqualTo(List.copyOf(model.values()));
    assertThat(Overlay.size(tree)).isEqualTo(model.size());
    for (int key = 0; key < 40; key++) {
      assertThat(Overlay.find(tree, "k" + key)).isEqualTo(model.get("k" + key));
    }
    balanced(tree);
  }

  private static Map<String, Written> union(Map<String, Written> a, Map<String, Written> b) {
    Map<String, Written> both = new TreeMap<>(a);
    b.forEach((key, written) -> both.merge(key, written, OverlayTest::later));
    return both;
  }

  /** What one node does to its input, as a plain map has it. */
  private record Write(
      Map<String, @Nullable Object> result, Set<String> removed, boolean replaces) {
    static Write random(Random random) {
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      int keys = random.nextInt(6);
      for (int i = 0; i < keys; i++) {
        result.put("k" + random.nextInt(40), random.nextInt(3));
      }
      Set<String> removed = Set.of("k" + random.nextInt(20), "k" + (20 + random.nextInt(20)));
      return new Write(result, removed, random.nextInt(10) == 0);
    }

    Map<String, Written> on(Map<String, Written> input, int writer) {
      Map<String, Written> data = new TreeMap<>(input);
      input.forEach(
          (key, seen) -> {
            if (!seen.isRemoved() && (replaces || removed.contains(key))) {
              data.put(key, new Written(key, Written.REMOVED, writer, 0, seen.writer()));
            }
          });
      int place = 0;
      for (Map.Entry<String, @Nullable Object> member : result.entrySet()) {
        String key = member.getKey();
        Written seen = input.get(key);
        int over = seen == null ? -1 : seen.writer();
        data.put(key, new Written(key, member.getValue(), writer, place++, over));
      }
      return data;
    }
  }

  @Test
  void unionWithItselfLooksAtNothing() {
    Overlay tree = wide(10_000, 0);
    assertThat(Overlay.union(tree, tree, (a, b) -> fail())).isSameAs(tree);
    assertThat(Overlay.union(tree, null, (a, b) -> fail())).isSameAs(tree);
    assertThat(Overlay.union(null, tree, (a, b) -> fail())).isSameAs(tree);
  }

  @Test
  void unionLooksOnlyAtWhatTheSidesDoNotShare() {
    Overlay base = wide(100_000, 0);
    Overlay left = Overlay.write(base, Map.of("k77", 1), Set.of(), false, 1);
    Overlay right = Overlay.write(base, Map.of("k99", 2), Set.of(), false, 2);
    AtomicInteger choices = new AtomicInteger();
    Overlay both =
        Overlay.union(
            left,
            right,
            (a, b) -> {
              choices.incrementAndGet();
              return later(a, b);
            });
    assertThat(choices.get()).isEqualTo(2);
    assertThat(fresh(both, left)).as("new parts of the tree").isLessThan(64);
  }

  @Test
  void aWriteSharesAllThatItDoesNotTouch() {
    Overlay base = wide(100_000, 0);
    Overlay next = Overlay.write(base, Map.of("k5", 1, "new", 2), Set.of("k6"), false, 1);
    assertThat(fresh(next, base)).isLessThan(128);
  }

  private static Overlay wide(int keys, int writer) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    for (int key = 0; key < keys; key++) {
      result.put("k" + key, key);
    }
    Overlay tree = Overlay.write(null, result, Set.of(), false, writer);
    if (tree == null) {
      throw new AssertionError("it has keys");
    }
    return tree;
  }

  /** How many parts of a tree are not parts of another one. */
  private static int fresh(@Nullable Overlay tree, @Nullable Overlay other) {
    Set<Object> old = Collections.newSetFromMap(new IdentityHashMap<>());
    parts(other, old);
    Set<Object> all = Collections.newSetFromMap(new IdentityHashMap<>());
    parts(tree, all);
    all.removeAll(old);
    return all.size();
  }

  private static void parts(@Nullable Overlay tree, Set<Object> into) {
    if (tree != null && into.add(tree)) {
      parts(side(tree, "left"), into);
      parts(side(tree, "right"), into);
    }
  }

  private static void balanced(@Nullable Overlay tree) {
    if (tree != null) {
      int left = Overlay.size(side(tree, "left")) + 1;
      int right = Overlay.size(side(tree, "right")) + 1;
      assertThat(left).isLessThanOrEqualTo(3 * right);
      assertThat(right).isLessThanOrEqualTo(3 * left);
      balanced(side(tree, "left"));
      balanced(side(tree, "right"));
    }
  }

  private static @Nullable Overlay side(Overlay tree, String name) {
    try {
      Field field = Overlay.class.getDeclaredField(name);
      field.setAccessible(true);
      return (Overlay) field.get(tree);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Written later(Written a, Written b) {
    return a.writer() > b.writer() ? a : b;
  }

  private static Written fail() {
    throw new AssertionError("nothing is to be chosen");
  }
}
