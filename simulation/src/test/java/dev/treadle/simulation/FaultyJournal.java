package dev.treadle.simulation;

import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.Append.Queueing;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.runtime.journal.Journal;
import dev.treadle.simulation.Faults.DatabaseAway;
import dev.treadle.values.ExecutionId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * The journal as one process has it under one lease: one thread commits what queued while it
 * committed the batch before, and sends again what was perhaps committed.
 */
final class FaultyJournal implements Journal {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Machine machine;
  private final Database database;
  private final Faults faults;
  private final Lease lease;
  private final PlantedBug bug;
  private final ArrayDeque<Queued> queue = new ArrayDeque<>();
  private final Thread writer;
  private boolean closed;
  private boolean fenced;

  private record Queued(Append append, CompletableFuture<Void> durable) {}

  FaultyJournal(Machine machine, Database database, Faults faults, Lease lease, PlantedBug bug) {
    this.machine = machine;
    this.database = database;
    this.faults = faults;
    this.lease = lease;
    this.bug = bug;
    this.writer = machine.virtual("journal", this::loop);
    writer.start();
  }

  /** Whether a batch was refused because the lease is lost. */
  boolean isFenced() {
    return fenced;
  }

  @Override
  public CompletableFuture<Void> append(Append append) {
    faults.pass(machine, "appends " + append.execution() + " " + append.body());
    CompletableFuture<Void> durable = new CompletableFuture<>();
    if (closed && !writer.isAlive()) {
      durable.completeExceptionally(new FencedException());
      return durable;
    }
    queue.add(new Queued(append, durable));
    if (bug == PlantedBug.CHILD_END_TOLD_EARLY) {
      database.letters().send(append);
    }
    LockSupport.unpark(writer);
    boolean early =
        bug == PlantedBug.ACKNOWLEDGED_WHEN_QUEUED
            || (bug == PlantedBug.INTENT_NOT_AWAITED && append.row().isEmpty());
    if (early) {
      durable.complete(null);
    }
    return durable;
  }

  @Override
  public List<Frame> load(ExecutionId execution) {
    faults.call(machine, "loads " + execution);
    return database.frames().load(execution);
  }

  @Override
  public boolean isOverloaded() {
    return false;
  }

  private void loop() {
    while (!closed || !queue.isEmpty()) {
      if (queue.isEmpty()) {
        LockSupport.park();
      } else {
        List<Queued> batch = List.copyOf(queue);
        queue.clear();
        write(batch);
      }
    }
  }

  private void write(List<Queued> batch) {
    boolean again = false;
    while (!fenced) {
      try {
        faults.call(machine, "sends a batch");
        List<Append> appends = batch.stream().map(Queued::append).toList();
        boolean tells = tells(appends);
        if (tells) {
          faults.passSeldom(machine, "sends letters");
        }
        commit(appends, again);
        if (tells) {
          faults.passSeldom(machine, "has sent letters");
        }
        faults.pass(machine, "has committed");
        if (faults.losesAnswer()) {
          throw new DatabaseAway("a commit");
        }
        batch.forEach(done -> done.durable.complete(null));
        return;
      } catch (FencedException e) {
        fenced = true;
      } catch (DatabaseAway e) {
        if (bug == PlantedBug.ERROR_SWALLOWED) {
          batch.forEach(done -> done.durable.complete(null));
          return;
        }
        if (closed) {
          break;
        }
        again = true;
        machine.waitFor(PAUSE);
      }
    }
    batch.forEach(lost -> lost.durable.completeExceptionally(new FencedException()));
  }

  private static boolean tells(List<Append> batch) {
    return batch.stream().anyMatch(append -> !append.beside().sent().isEmpty());
  }

  private void commit(List<Append> batch, boolean again) {
    if (bug == PlantedBug.LETTERS_APART) {
      database.commit(lease, batch, again);
      if (tells(batch)) {
        faults.passSeldom(machine, "has committed all but the letters");
      }
      batch.forEach(database.letters()::send);
    } else if (bug == PlantedBug.BATCH_CUT) {
      database.commit(lease, batch.subList(0, 1), again);
    } else if (bug == PlantedBug.ROW_BEFORE_FRAME) {
      database.commit(lease, only(batch, true), again);
      faults.pass(machine, "has committed the rows");
      database.commit(lease, only(batch, false), again);
    } else {
      database.commit(lease, batch, again);
    }
  }

  private static List<Append> only(List<Append> batch, boolean rows) {
    List<Append> part = new ArrayList<>();
    for (Append a : batch) {
      part.add(
          rows
              ? new Append(a.execution(), a.organization(), a.firstSeq(), "", row(a))
              : new Append(a.execution(), a.organization(), a.firstSeq(), a.body(), settled(a)));
    }
    return part;
  }

  private static Append.Beside settled(Append append) {
    return new Append.Beside(
        Optional.empty(), append.beside().settled(), Queueing.NONE, append.beside().sent());
  }

  private static Append.Beside row(Append append) {
    return new Append.Beside(append.row(), List.of(), append.beside().queueing(), List.of());
  }

  /** Writes what is queued, then stops. */
  void close() throws InterruptedException {
    closed = true;
    LockSupport.unpark(writer);
    machine.join(writer, Duration.ofSeconds(10));
    for (Queued lost = queue.poll(); lost != null; lost = queue.poll()) {
      lost.durable.completeExceptionally(new FencedException());
    }
  }
}
