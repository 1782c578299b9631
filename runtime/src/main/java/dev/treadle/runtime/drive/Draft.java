package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.Append.Beside;
import dev.treadle.runtime.journal.Append.Queueing;
import dev.treadle.runtime.journal.Append.Sent;
import dev.treadle.runtime.journal.Append.Settled;
import dev.treadle.runtime.journal.EventCodec;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.runtime.journal.Journal;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.runtime.journal.Tail;
import dev.treadle.runtime.perform.RunFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What a driver has decided and not made durable yet. */
final class Draft {
  /** With so many events a draft is written even when nothing waits for it. */
  private static final int MANY = 512;

  private final Journal journal;
  private final Tail tail;
  private final RunFacts facts;
  private final Slot slot;
  private final int turn;
  private final List<Event> events = new ArrayList<>();
  private final List<Settled> settled = new ArrayList<>();
  private int written;
  private boolean born;
  private Optional<Runnable> listener = Optional.empty();

  /**
   * Begins after what the journal holds.
   *
   * @param written how many events are durable
   */
  Draft(Journal journal, Tail tail, RunFacts facts, int written, Standing standing) {
    this.journal = journal;
    this.tail = tail;
    this.facts = facts;
    this.written = written;
    this.born = written > 0;
    this.slot = standing.slot;
    this.turn = standing.turn;
  }

  /** Whether a run may go on, and its turn among those that are queued. */
  record Standing(Slot slot, int turn) {
    /** Of a run that has a turn already. */
    static Standing of(Slot slot) {
      return new Standing(slot, Queueing.NONE.turn());
    }
  }

  /** Whether nothing of the run may be performed. */
  boolean lacksSlot() {
    return slot == Slot.LACKING;
  }

  /** Has somebody told, once, when the next write is durable. */
  void whenDurable(Runnable told) {
    listener = Optional.of(told);
  }

  void add(List<Event> decided) {
    events.addAll(decided);
  }

  /** A letter was decided; what followed from it was added before. */
  void settle(Settled letter) {
    settled.add(letter);
  }

  boolean isLong() {
    return events.size() >= MANY || settled.size() >= MANY;
  }

  /** Makes everything durable. */
  void write(Run run) {
    if (!events.isEmpty() || !settled.isEmpty()) {
      write(run, born ? Optional.empty() : Optional.of(row(run, driven(run), Optional.empty())));
    }
  }

  /**
   * Nothing is remembered, but only an owner returns from here. Who was paused for long after a
   * claim may have read what the next owner wrote, and must not do what that one is doing.
   */
  void prove(Run run) {
    write(run, Optional.empty());
  }

  /**
   * The row of a run that is driven says so, whatever the run waits for: one that said it waits
   * would be nobody's, and nothing but a letter would ever take it up.
   */
  private static RunStatus driven(Run run) {
    return run.status().hasEnded() ? run.status() : RunStatus.RUNNING;
  }

  /** Makes everything durable and brings the run's row up to date. */
  void writeWithRow(Run run, Optional<Instant> wakeAt) {
    write(run, Optional.of(row(run, run.status(), wakeAt)));
  }

  private void write(Run run, Optional<RunRow> row) {
    String body = events.isEmpty() ? "" : EventCodec.write(facts.execution(), events);
    boolean frees = row.isPresent() && slot != Slot.NOT_NEEDED;
    List<Sent> letters = ChildLetters.after(events, run, facts.execution());
    Beside beside = new Beside(row, List.copyOf(settled), new Queueing(turn, frees), letters);
    Append append = new Append(facts.execution(), facts.organization(), written + 1, body, beside);
    await(journal.append(append));
    Frame frame = new Frame(written + 1, List.copyOf(events));
    written += events.size();
    born = true;
    events.clear();
    settled.clear();
    if (!frame.events().isEmpty()) {
      tail.publish(facts.execution(), frame);
    }
    listener.ifPresent(Runnable::run);
    listener = Optional.empty();
  }

  private static void await(CompletableFuture<Void> durable) {
    try {
      durable.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** What could go on but for a slot is queued. */
  private RunRow row(Run run, RunStatus status, Optional<Instant> wakeAt) {
    boolean queued = lacksSlot() && status == RunStatus.RUNNING;
    return new RunRow(
        !born,
        facts.workflow(),
        facts.version(),
        queued ? RunStatus.PENDING : status,
        new RunRow.Times(
            run.startedAt().orElseThrow(), run.endedAt(), queued ? run.startedAt() : wakeAt),
        new RunRow.Totals(run.nodesExecuted(), run.usage()));
  }
}
