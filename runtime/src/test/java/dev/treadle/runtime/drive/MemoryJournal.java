package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Event;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.Append.Sent;
import dev.treadle.runtime.journal.Append.Settled;
import dev.treadle.runtime.journal.EventCodec;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.runtime.journal.Journal;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.ExecutionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A journal in memory, which keeps what it holds as text, as a real one does. A test can hold back
 * its answers, let it break at an append, and take it away from its owner.
 */
final class MemoryJournal {
  private final Map<ExecutionId, List<Append>> appends = new HashMap<>();
  private final Map<ExecutionId, Integer> lengths = new HashMap<>();
  private final Map<ExecutionId, RunRow> rows = new HashMap<>();
  private final Map<Long, Settled> settled = new HashMap<>();
  private final List<Runnable> held = new ArrayList<>();
  private boolean holding;
  private int failingLoads;
  private int unwritable = Integer.MAX_VALUE;
  private int count;
  private Optional<Crash> crash = Optional.empty();
  private Consumer<Sent> onSent = sent -> {};
  private BiConsumer<ExecutionId, RunRow> onRow = (execution, row) -> {};

  /** The process ends at an append, before it is durable or before its answer arrives. */
  record Crash(int at, boolean afterwards) {}

  /** The journal as one owner has it, until the next owner takes it over. */
  final class Handle implements Journal {
    private boolean fenced;

    @Override
    public CompletableFuture<Void> append(Append append) {
      synchronized (MemoryJournal.this) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        Runnable write = () -> write(append, durable);
        count++;
        if (holding) {
          held.add(write);
          MemoryJournal.this.notifyAll();
        } else {
          write.run();
        }
        return durable;
      }
    }

    private void write(Append append, CompletableFuture<Void> durable) {
      if (crash.filter(c -> c.at() == count).isPresent()) {
        if (crash.get().afterwards()) {
          store(append);
        }
        fenced = true;
      }
      if (fenced) {
        durable.completeExceptionally(new FencedException());
      } else if (count >= unwritable) {
        unwritable = Integer.MAX_VALUE;
        durable.completeExceptionally(new UnwritableException("too odd"));
      } else {
        store(append);
        append.row().ifPresent(row -> onRow.accept(append.execution(), row));
        durable.complete(null);
      }
    }

    @Override
    public List<Frame> load(ExecutionId execution) {
      synchronized (MemoryJournal.this) {
        if (failingLoads > 0) {
          failingLoads--;
          throw new IllegalStateException("the database is away");
        }
        return frames(execution);
      }
    }

    @Override
    public boolean isOverloaded() {
      return false;
    }

    void fence() {
      synchronized (MemoryJournal.this) {
        fenced = true;
      }
    }
  }

  private void store(Append append) {
    List<Append> all = appends.computeIfAbsent(append.execution(), id -> new ArrayList<>());
    int next = lengths.getOrDefault(append.execution(), 0) + 1;
    if (append.firstSeq() != next
        || all.isEmpty() != append.row().filter(RunRow::born).isPresent()) {
      throw new AssertionError("append " + append.firstSeq() + " where " + next + " is next");
    }
    all.add(append);
    int length = append.body().isEmpty() ? 0 : read(append).events().size();
    lengths.merge(append.execution(), length, Integer::sum);
    append.row().ifPresent(row -> rows.put(append.execution(), row));
    for (Settled letter : append.beside().settled()) {
      if (settled.put(letter.number(), letter) != null) {
        throw new AssertionError("letter " + letter.number() + " was settled before");
      }
    }
    append.beside().sent().forEach(onSent);
    notifyAll();
  }

  /** The runs that are there. */
  synchronized Set<ExecutionId> executions() {
    return Set.copyOf(appends.keySet());
  }

  /** Has letters handed over that are written beside events. */
  synchronized void onSent(Consumer<Sent> told) {
    onSent = told;
  }

  synchronized List<Frame> frames(ExecutionId execution) {
    return appends.getOrDefault(execution, List.of()).stream()
        .filter(append -> !append.body().isEmpty())
        .map(MemoryJournal::read)
        .toList();
  }

  private static Frame read(Append append) {
    return new Frame(append.firstSeq(), EventCodec.read(append.execution(), append.body()));
  }

  /** What is durable of a run. */
  List<Event> events(ExecutionId execution) {
    return Frame.events(frames(execution));
  }

  /** The letters that were decided, by their numbers. */
  synchronized Map<Long, Settled> settled() {
    return Map.copyOf(settled);
  }

  synchronized Optional<RunRow> row(ExecutionId execution) {
    return Optional.ofNullable(rows.get(execution));
  }

  /** How many appends were asked for. */
  synchronized int count() {
    return count;
  }

  /** Answers nothing until {@link #release}. */
  synchronized void hold() {
    holding = true;
  }

  /** Waits until an append waits for its answer. */
  synchronized void awaitHeld() throws InterruptedException {
    long until = System.nanoTime() + 10_000_000_000L;
    while (held.isEmpty()) {
      wait(100);
      if (System.nanoTime() > until) {
        throw new AssertionError("nothing was appended");
      }
    }
  }

  synchronized void release() {
    holding = false;
    held.forEach(Runnable::run);
    held.clear();
  }

  synchronized void failLoads(int times) {
    failingLoads = times;
  }

  /** Refuses one append, the next. */
  synchronized void refuseNext() {
    unwritable = count + 1;
  }

  synchronized void crashAt(Crash at) {
    crash = Optional.of(at);
  }

  /** Whether the process has ended at its append. */
  synchronized boolean hasCrashed() {
    return crash.filter(at -> count >= at.at()).isPresent();
  }

  synchronized void heal() {
    crash = Optional.empty();
  }

  /** Has something done between the commit of a row and its answer. */
  synchronized void onRow(BiConsumer<ExecutionId, RunRow> told) {
    onRow = told;
  }
}
