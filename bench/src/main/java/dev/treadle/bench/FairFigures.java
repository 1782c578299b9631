package dev.treadle.bench;

import dev.treadle.postgres.database.Sql;
import dev.treadle.postgres.lease.RunningSlots;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.runtime.drive.Entry;
import dev.treadle.runtime.drive.Runs.Started.Going;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.ReplicaId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * By how much one organization's queue delays another's next run: its runs one after another, with
 * nobody else there, and while another one has so many queued and its slots are all taken.
 */
final class FairFigures {
  private static final int QUEUED = 100_000;
  private static final int SLOTS = 50;
  private static final int ROUNDS = 3;
  private static final Duration WARM_UP = Duration.ofSeconds(6);
  private static final Duration WINDOW = Duration.ofSeconds(6);
  private static final OrganizationId BUSY = new OrganizationId(new UUID(7 << 12, 2));

  private FairFigures() {}

  /** How the next run comes to go on. */
  private enum Next {
    /** Five steps without effect, in a slot that is free. */
    PURE(Chain.PURE, Slot.HELD),
    /** The same from the queue: lots are drawn for it. */
    QUEUED(Chain.PURE, Slot.LACKING),
    /** Five steps that each wait 50 ms, in a slot that is free. */
    ANSWERS(Chain.ANSWERS, Slot.HELD);

    private final Chain chain;
    private final Slot slot;

    Next(Chain chain, Slot slot) {
      this.chain = chain;
      this.slot = slot;
    }
  }

  static void print() throws IOException, SQLException {
    Table table =
        new Table("next run", "alone p50 ms", "p99 ms", "beside p50 ms", "p99 ms", "ratio of p50");
    Map<Next, List<Double>> ratios = new EnumMap<>(Next.class);
    for (int round = 1; round <= ROUNDS; round++) {
      try (Scratch scratch = Scratch.make();
          Postgres postgres = Postgres.at(scratch.folder());
          Replica replica = replica(postgres)) {
        Map<Next, Sample> alone = windows(postgres, replica.claiming());
        for (int i = 0; i < QUEUED; i++) {
          ExecutionId id = new ExecutionId(Workload.timeOrdered());
          Going going =
              replica.start(
                  BUSY, Chain.ANSWERS, id, Map.of("n", 0), Entry.usual(false).with(Slot.LACKING));
          replica.forget(id);
          if (i % 1_000 == 999) {
            going.accepted().join();
          }
        }
        Map<Next, Sample> beside = windows(postgres, replica);
        for (Next next : Next.values()) {
          Sample before = Objects.requireNonNull(alone.get(next));
          Sample after = Objects.requireNonNull(beside.get(next));
          double ratio = after.quantile(0.5) / before.quantile(0.5);
          ratios.computeIfAbsent(next, n -> new ArrayList<>()).add(ratio);
          table.row(
              next.name().toLowerCase(Locale.ROOT) + ", round " + round,
              before.quantile(0.5),
              before.quantile(0.99),
              after.quantile(0.5),
              after.quantile(0.99),
              ratio);
        }
        long queued = postgres.number("select count(*) from execution where status = 'PENDING'");
        table.row("still queued", "", "", queued, "", "");
      }
    }
    ratios.forEach(
        (next, all) ->
            table.row(
                next.name().toLowerCase(Locale.ROOT) + ", median",
                "",
                "",
                "",
                "",
                Sample.median(all)));
    table.print();
  }

  private static Replica replica(Postgres postgres) {
    for (OrganizationId organization : List.of(Replica.ORGANIZATION, BUSY)) {
      postgres
          .database()
          .access()
          .with(
              connection ->
                  Sql.update(
                      connection,
                      "insert into organization (id, name, tier) values (?, 'Fair', 'ELITE')",
                      to -> to.id(organization.value())));
    }
    return new Replica(
        postgres.database(),
        new OutsideNode(false),
        true,
        new Concurrency(Map.of(Tier.ELITE, SLOTS), Map.of()));
  }

  private static Map<Next, Sample> windows(Postgres postgres, Replica replica) {
    RunningSlots slots = new RunningSlots(postgres.database().journal());
    Map<Next, Sample> samples = new EnumMap<>(Next.class);
    for (Next next : Next.values()) {
      run(next, replica, slots, WARM_UP);
    }
    for (Next next : Next.values()) {
      samples.put(next, run(next, replica, slots, WINDOW));
    }
    return samples;
  }

  private static Sample run(Next next, Replica replica, RunningSlots slots, Duration duration) {
    Sample millis = new Sample();
    long end = System.nanoTime() + duration.toNanos();
    for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
      ExecutionId id = new ExecutionId(Workload.timeOrdered());
      if (next.slot == Slot.HELD
          && !slots.claim(new ReplicaId(replica.id()), Replica.ORGANIZATION, id, SLOTS)) {
        throw new IllegalStateException("no slot is free");
      }
      Replica.check(
          next.chain,
          replica.start(
              Replica.ORGANIZATION,
              next.chain,
              id,
              Map.of("n", 0),
              Entry.usual(next.slot == Slot.HELD).with(next.slot)));
      millis.add((System.nanoTime() - begin) / 1e6);
    }
    return millis;
  }
}
