package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.postgres.testkit.TestPostgres;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.backend.BackendSettings.Recovery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A process that drives as many runs as it is to: 20 here, and 2 are few. */
class CrowdedTest {
  private static final String REASON = "the server has as many executions as it can run";

  private final Api api =
      Api.start(
          TestPostgres.database(),
          new Recovery(
              Recovery.USUAL.lease(), 10, new Concurrency(Map.of(Tier.GROWTH, 30), Map.of()), 20));

  private static String workflow(Tenant tenant, SlowService service) {
    Answer made =
        tenant.post(
            "/workflows",
            ("{'name':'Calls','nodes':[{'id':'t','type':'trigger'},".replace('\'', '"')
                + service.node("")
                + "],'edges':[{'source':'t','target':'node'}]}".replace('\'', '"')));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.string("/workflow/id");
  }

  private static List<String> start(Tenant tenant, String workflow, int runs) {
    List<String> started = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      Answer accepted = tenant.execute(workflow, "{}");
      assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
      started.add("/executions/" + accepted.string("/execution/id"));
    }
    return started;
  }

  private static void isQueued(Tenant tenant, String run) {
    assertThat(tenant.get(run).object("/execution"))
        .containsEntry("status", "PENDING")
        .containsEntry("reason", REASON);
  }

  private static void isRunning(Tenant tenant, String run) {
    assertThat(tenant.get(run).string("/execution/status")).isEqualTo("RUNNING");
  }

  @Test
  void newRunsAreQueuedExceptOfOrganizationsThatHaveFewAndGoOnAfterwards() throws IOException {
    try (SlowService service = new SlowService()) {
      Tenant large = Tenant.make(api, "ELITE");
      Tenant limited = Tenant.make(api, "GROWTH");
      Tenant small = Tenant.make(api, "ELITE");
      List<String> all = start(large, workflow(large, service), 20);
      all.forEach(run -> isRunning(large, run));
      String calls = workflow(large, service);
      List<String> queued = start(large, calls, 10);
      queued.forEach(run -> isQueued(large, run));
      Answer waited = large.execute(calls, "{}", "Prefer", "wait=1");
      assertThat(waited.status()).isEqualTo(202);
      assertThat(waited.object("/execution"))
          .containsEntry("status", "PENDING")
          .containsEntry("reason", REASON);
      assertThat(large.get("/executions?status=PENDING").list("/executions")).hasSize(11);
      assertThat(large.get("/executions?status=PENDING").object("/executions/0"))
          .containsEntry("reason", REASON);

      List<String> few = start(small, workflow(small, service), 3);
      isRunning(small, few.get(0));
      isRunning(small, few.get(1));
      isQueued(small, few.get(2));
      List<String> within = start(limited, workflow(limited, service), 3);
      isRunning(limited, within.get(0));
      isRunning(limited, within.get(1));
      isQueued(limited, within.get(2));

      String cancelled = queued.removeFirst();
      assertThat(large.post(cancelled + "/cancel", "").string("/execution/status"))
          .isEqualTo("CANCELLED");
      service.answer();
      all.addAll(queued);
      all.forEach(run -> ends(large, run));
      few.forEach(run -> ends(small, run));
      within.forEach(run -> ends(limited, run));
      Eventually.get(() -> api.backend().runs().size(), size -> size == 0);
    } finally {
      api.stop();
    }
  }

  private static void ends(Tenant tenant, String run) {
    Eventually.get(() -> tenant.get(run).string("/execution/status"), "COMPLETED"::equals);
  }
}
