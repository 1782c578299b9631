package dev.treadle.engine.expression;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An array that the evaluator made, with the marks that JSONata's rules about singletons go by.
 * Growing pays from the budget, so that no array can be built unpaid.
 */
final class Sequence extends AbstractList<@Nullable Object> implements RandomAccess {
  private static final Object[] NO_CELLS = {};

  /** Marks a cell behind the end that nobody has claimed, see {@link #appended}. */
  private static final Free FREE = Free.FREE;

  private enum Free {
    FREE
  }

  private static final int CELL_BYTES = 16;

  private final Budget budget;
  private @Nullable Object[] cells = NO_CELLS;
  private int size;

  /** Whether this is a range that has no cells yet, of whole numbers from {@link #first} on. */
  private boolean counting;

  private double first;

  /** A sequence of results: of one element it stands for the element, of none for nothing. */
  boolean sequence;

  boolean keepSingleton;

  /** Made by an array constructor within a path: is not flattened. */
  boolean constructed;

  /** Wraps an input that is itself an array. */
  boolean outerWrapper;

  /** Holds the bindings of a path rather than values. */
  boolean tupleStream;

  private Sequence(Budget budget, boolean sequence) {
    this.budget = budget;
    this.sequence = sequence;
  }

  static Sequence results(Budget budget) {
    return new Sequence(budget, true);
  }

  static Sequence results(Budget budget, @Nullable Object only) {
    Sequence sequence = new Sequence(budget, true);
    sequence.add(only);
    return sequence;
  }

  static Sequence array(Budget budget) {
    return new Sequence(budget, false);
  }

  static Sequence array(Budget budget, int capacity) {
    Sequence array = new Sequence(budget, false);
    array.grow(capacity);
    return array;
  }

  /** A range, which takes cells only once it is changed or copied into another array. */
  static Sequence range(Budget budget, double first, int size) {
    budget.allocate(64);
    Sequence range = new Sequence(budget, true);
    range.counting = true;
    range.first = first;
    range.size = size;
    return range;
  }

  static boolean isResults(@Nullable Object value) {
    return value instanceof Sequence sequence && sequence.sequence;
  }

  /**
   * A new array of the elements of both. Where the first was itself made here and nothing was
   * appended to it yet, the two share their cells, so that building an array one by one is linear.
   */
  static Sequence appended(List<?> first, List<?> second, Budget budget) {
    Sequence result = new Sequence(budget, false);
    int total = Math.addExact(first.size(), second.size());
    budget.cells(second.size());
    if (first instanceof Sequence owner && owner.claims(second.size())) {
      result.cells = owner.cells;
    } else {
      budget.cells(first.size());
      result.grow(total + (total >> 1) + 4);
      Arrays.fill(result.cells, total, result.cells.length, FREE);
      copy(first, result.cells, 0);
    }
    copy(second, result.cells, first.size());
    result.size = total;
    return result;
  }

  private boolean claims(int count) {
    return size + count <= cells.length && size < cells.length && cells[size] instanceof Free;
  }

  private static void copy(List<?> from, @Nullable Object[] to, int at) {
    if (from instanceof Sequence source && !source.counting) {
      System.arraycopy(source.cells, 0, to, at, source.size);
      return;
    }
    int i = at;
    for (Object element : from) {
      to[i++] = element;
    }
  }

  /** Gives a range its cells. */
  private void settle() {
    if (!counting) {
      return;
    }
    budget.steps(size);
    budget.allocate(24 + (long) CELL_BYTES * size);
    @Nullable Object[] numbers = new @Nullable Object[size];
    copy(this, numbers, 0);
    cells = numbers;
    counting = false;
  }

  @Override
  public boolean add(@Nullable Object element) {
    settle();
    if (size == cells.length || cells[size] instanceof Free) {
      grow(size < 2 ? size + 1 : size + (size >> 1) + 4);
    }
    cells[size++] = element;
    return true;
  }

  /** Appends in place all elements of an array. */
  void addEach(List<?> elements) {
    if (size == 0 && elements instanceof Sequence range && range.counting) {
      counting = true;
      first = range.first;
      size = range.size;
      return;
    }
    settle();
    budget.cells(elements.size());
    int total = Math.addExact(size, elements.size());
    if (total > cells.length) {
      grow(Math.max(total, size + (size >> 1)));
    }
    copy(elements, cells, size);
    size = total;
  }

  @Override
  public boolean addAll(Collection<? extends @Nullable Object> elements) {
    throw new UnsupportedOperationException("addEach pays for what it adds");
  }

  private void grow(int capacity) {
    budget.allocate(24 + (long) CELL_BYTES * capacity);
    cells = Arrays.copyOf(cells, capacity);
    Arrays.fill(cells, size, capacity, null);
  }

  @Override
  public @Nullable Object set(int index, @Nullable Object element) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    settle();
    Object old = cells[index];
    cells[index] = element;
    return old;
  }

  @Override
  public @Nullable Object get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    if (counting) {
      budget.allocate(16);
      return Numerals.boxed(first + index);
    }
    return cells[index];
  }

  @Override
  public int size() {
    return size;
  }
}
