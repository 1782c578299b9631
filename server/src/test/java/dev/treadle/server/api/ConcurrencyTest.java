package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.postgres.testkit.TestPostgres;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.server.api.Api.Answer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** As many runs of an organization go on at once as may, on however many replicas. */
class ConcurrencyTest {
  private static final int LIMIT = 5;
  private static final int QUEUED = Integer.getInteger("queued", 5_000);
  private static final int SAMPLES = 40;

  private static final class Replicas {
    static final TestPostgres.Database DATABASE = TestPostgres.database();
    static final Api ONE = replica();
    static final List<Api> ALL = List.of(ONE, replica(), replica());

    static Api replica() {
      return Api.start(DATABASE, new Concurrency(Map.of(Tier.ELITE, LIMIT), Map.of()));
    }
  }

  private static Tenant tenant(Api api, Tenant same) {
    return new Tenant(api, same.organization(), same.user(), same.key());
  }

  private static String workflow(Tenant tenant, CountingService service) {
    Answer made = tenant.post("/workflows", service.definition());
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.string("/workflow/id");
  }

  private static String named(String name, int priority) {
    return "{\"input\":{\"name\":\"" + name + "\"},\"priority\":" + priority + "}";
  }

  private static String id(Answer accepted) {
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    return "/executions/" + accepted.string("/execution/id");
  }

  private static String status(Tenant tenant, String execution) {
    return tenant.get(execution).string("/execution/status");
  }

  private static long count(Tenant tenant, String sql) {
    return tenant.with(
        Tenant.Role.JOURNAL,
        connection -> {
          try (PreparedStatement count = connection.prepareStatement(sql)) {
            count.setObject(1, tenant.organization());
            try (ResultSet row = count.executeQuery()) {
              row.next();
              return row.getLong(1);
            }
          }
        });
  }

  private static long running(Tenant tenant) {
    return count(
        tenant, "select count(*) from execution where organization_id = ? and status = 'RUNNING'");
  }

  private static long slotsTaken(Tenant tenant) {
    return count(tenant, "select count(execution_id) from running_slot where organization_id = ?");
  }

  private static List<String> startEverywhere(Tenant tenant, String workflow, int runs) {
    return IntStream.range(0, runs)
        .mapToObj(i -> tenant(Replicas.ALL.get(i % 3), tenant).execute(workflow, named("a", 5)))
        .map(ConcurrencyTest::id)
        .toList();
  }

  @Test
  void noMoreRunsGoOnAtOnceThanMayOnThreeReplicasAndAllEnd() throws IOException {
    try (CountingService service = new CountingService(Duration.ofMillis(100))) {
      Tenant limited = Tenant.make(Replicas.ONE, "ELITE");
      List<String> runs = startEverywhere(limited, workflow(limited, service), 120);
      for (String run : runs) {
        Eventually.get(() -> status(limited, run), "COMPLETED"::equals);
      }
      assertThat(service.all()).isEqualTo(120);
      assertThat(service.most()).isEqualTo(LIMIT);
      assertThat(slotsTaken(limited)).isZero();
    }
  }

  @Test
  void whereLeasesAreLostSlotsGoWithTheRunsAndNoneIsLost() throws IOException, SQLException {
    try (CountingService service = new CountingService(Duration.ofMillis(150))) {
      Tenant limited = Tenant.make(Replicas.ONE, "ELITE");
      List<String> runs = startEverywhere(limited, workflow(limited, service), 40);
      for (int loss = 0; loss < 2; loss++) {
        Eventually.get(service::all, before(service.all() + 5));
        try (Connection owner =
                DriverManager.getConnection(
                    Replicas.ONE.database().jdbcUrl(),
                    Replicas.ONE.database().user(),
                    Replicas.ONE.database().password());
            Statement statement = owner.createStatement()) {
          statement.execute("update replica set epoch = epoch + 1, lost = true where not lost");
        }
      }
      for (String run : runs) {
        Eventually.get(
            () -> {
              assertThat(running(limited)).isLessThanOrEqualTo(LIMIT);
              return status(limited, run);
            },
            "COMPLETED"::equals);
      }
      assertThat(Eventually.get(() -> slotsTaken(limited), taken -> taken == 0)).isZero();
    }
  }

  private static Predicate<Integer> before(int calls) {
    return all -> all >= calls;
  }

  @Test
  void aQueuedRunSaysWhyItWaitsAndIsCancelledWithoutASlot() throws IOException {
    try (CountingService service = new CountingService(Duration.ofSeconds(3))) {
      Tenant limited = Tenant.make(Replicas.ONE, "ELITE");
      String workflow = workflow(limited, service);
      startEverywhere(limited, workflow, LIMIT);
      Answer queued = limited.execute(workflow, named("b", 5), "Prefer", "wait=1");
      String run = id(queued);
      String reason = "the organization may run 5 executions at once, and others are before it";
      assertThat(queued.object("/execution"))
          .containsEntry("status", "PENDING")
          .containsEntry("reason", reason);
      assertThat(limited.get(run).object("/execution"))
          .containsEntry("status", "PENDING")
          .containsEntry("reason", reason);
      assertThat(limited.get("/executions?status=PENDING").object("/executions/0"))
          .containsEntry("reason", reason);
      Tenant elsewhere = tenant(Replicas.ALL.get(1), limited);
      assertThat(elsewhere.post(run + "/cancel", "").string("/execution/status"))
          .isEqualTo("CANCELLED");
      assertThat(running(limited)).isEqualTo(LIMIT);
    }
  }

  @Test
  void thoseOfAHigherPriorityBeginFirst() throws IOException {
    try (CountingService service = new CountingService(Duration.ofSeconds(1))) {
      Tenant limited = Tenant.make(Replicas.ONE, "ELITE");
      String workflow = workflow(limited, service);
      startEverywhere(limited, workflow, LIMIT);
      for (int i = 0; i < LIMIT; i++) {
        id(limited.execute(workflow, named("low", 0)));
        id(limited.execute(workflow, named("usual", 5)));
        id(limited.execute(workflow, named("high", 9)));
      }
      Eventually.get(service::all, before(4 * LIMIT));
      assertThat(service.paths().lastIndexOf("/high")).isLessThan(service.paths().indexOf("/low"));
      assertThat(limited.execute(workflow, named("over", 10)).status()).isEqualTo(422);
    }
  }

  @Test
  void aRunThatWaitsHoldsNoSlotAndNeedsOneToGoOn() {
    Tenant limited = Tenant.make(Replicas.ONE, "ELITE");
    Answer made =
        limited.post(
            "/workflows",
            ("{'name':'Waits','nodes':[{'id':'t','type':'trigger'},{'id':'w','type':'wait','data':"
                    + "{'config':{'duration':'PT1S'}}}],'edges':[{'source':'t','target':'w'}]}")
                .replace('\'', '"'));
    List<String> runs = startEverywhere(limited, made.string("/workflow/id"), 4 * LIMIT);
    Eventually.get(() -> slotsTaken(limited), taken -> taken == 0);
    for (String run : runs) {
      Eventually.get(() -> status(limited, run), "COMPLETED"::equals);
    }
    assertThat(slotsTaken(limited)).isZero();
  }

  /** For runs that never come to be, so that what is queued stays so for a while. */
  private static final String TAKE_SLOTS =
      """
      select count(*) filter (where claim_slot(r.id, o.id, gen_random_uuid(), 5))
        from organization o, generate_series(1, 5),
             (select id from replica where not lost limit 1) r
       where o.id = ?
      """;

  private static final String FREE_SLOTS =
      """
      with freed as (
        update running_slot set execution_id = null, replica_id = null
         where organization_id = ? returning 1)
      select count(*) from freed
      """;

  /** Copies of one queued run: what a client leaves that does not wait. */
  private static void queueMany(Tenant tenant, String execution) {
    String source = execution.substring(execution.lastIndexOf('/') + 1);
    String copy =
        """
        with copies as materialized (
          select e as run,
                 overlay(gen_random_uuid()::text placing left(e.id::text, 15) from 1 for 15)::uuid
                   as id
            from execution e, generate_series(1, %d)
           where e.organization_id = ? and e.id = '%s'),
        runs as (
          insert into execution (organization_id, id, workflow_id, workflow_version, status,
              started_at, wake_at, nodes_executed, tokens_used, cost, turn)
          select (c.run).organization_id, c.id, (c.run).workflow_id, (c.run).workflow_version,
                 'PENDING', (c.run).started_at, (c.run).started_at, 0, 0, 0, (c.run).turn
            from copies c),
        frames as (
          insert into journal (execution_id, seq, organization_id, body)
          select c.id, j.seq, j.organization_id, j.body
            from copies c join journal j on j.execution_id = (c.run).id)
        select count(*) from copies
        """
            .formatted(QUEUED, source);
    assertThat(count(tenant, copy)).isEqualTo(QUEUED);
  }

  private static long median(Tenant tenant, String workflow) {
    long[] took = new long[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      long begun = System.nanoTime();
      Answer answer = tenant.execute(workflow, "{}", "Prefer", "wait=10");
      took[i] = System.nanoTime() - begun;
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }
    Arrays.sort(took);
    return took[SAMPLES / 2];
  }

  /** -Dqueued=100000 for the figure of the documents. */
  @Test
  void whatOneOrganizationQueuesDoesNotDelayAnother() throws IOException {
    try (CountingService service = new CountingService(Duration.ofMillis(100))) {
      Tenant other = Tenant.make(Replicas.ONE, "ELITE");
      String quick = other.create().string("/workflow/id");
      median(other, quick);
      long unloaded = median(other, quick);
      Tenant many = Tenant.make(Replicas.ONE, "ELITE");
      String workflow = workflow(many, service);
      assertThat(count(many, TAKE_SLOTS)).isEqualTo(LIMIT);
      queueMany(many, id(many.execute(workflow, named("a", 5))));
      assertThat(count(many, FREE_SLOTS)).isEqualTo(LIMIT);
      Eventually.get(service::all, before(3 * LIMIT));
      long loaded = median(other, quick);
      assertThat(service.most()).isEqualTo(LIMIT);
      assertThat(running(many)).isLessThanOrEqualTo(LIMIT);
      System.out.printf(
          "queued %d: unloaded %.2f ms, loaded %.2f ms, ratio %.2f%n",
          QUEUED, unloaded / 1e6, loaded / 1e6, (double) loaded / unloaded);
      assertThat(loaded).isLessThan(unloaded * 13 / 10 + Duration.ofMillis(5).toNanos());
      assertThat(many.call("DELETE", "/workflows/" + workflow, "").status()).isEqualTo(200);
    }
  }
}
