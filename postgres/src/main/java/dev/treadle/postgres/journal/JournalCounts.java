package dev.treadle.postgres.journal;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.RunRow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the journals of a process have written since it began, whatever leases they had. */
public final class JournalCounts {
  private final LongAdder batches = new LongAdder();
  private final LongAdder appends = new LongAdder();
  private final LongAdder fenced = new LongAdder();
  private final LongAdder started = new LongAdder();
  private final Map<RunStatus, LongAdder> ended =
      Stream.of(RunStatus.values())
          .filter(RunStatus::hasEnded)
          .collect(Collectors.toUnmodifiableMap(Function.identity(), status -> new LongAdder()));

  void committed(List<Append> batch) {
    batches.increment();
    appends.add(batch.size());
    batch.forEach(append -> append.row().ifPresent(this::count));
  }

  private void count(RunRow row) {
    if (row.born()) {
      started.increment();
    }
    LongAdder endings = ended.get(row.status());
    if (endings != null) {
      endings.increment();
    }
  }

  void refused() {
    fenced.increment();
  }

  /** Batches committed. */
  public long batches() {
    return batches.sum();
  }

  /** Appends committed. */
  public long appends() {
    return appends.sum();
  }

  /** Batches refused because their lease was lost. */
  public long fencedBatches() {
    return fenced.sum();
  }

  /** Runs begun. */
  public long started() {
    return started.sum();
  }

  /** Runs ended with each status that ends one. */
  public Map<RunStatus, LongAdder> ended() {
    return ended;
  }
}
