package dev.treadle.server.api;

import static dev.treadle.server.api.AuditTest.actions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people do to runs, in the audit. */
class RunAuditTest {
  private final Api api = Api.shared();

  @Test
  void aCancelIsRecordedAndARunIsNot() {
    Tenant tenant = Tenant.make(api, "ELITE");
    Answer created =
        tenant.post(
            "/workflows",
            """
            {"name": "Waits", "nodes": [{"id": "t", "type": "trigger"},
               {"id": "w", "type": "wait", "data": {"config": {"duration": "PT1H"}}}],
             "edges": [{"source": "t", "target": "w"}]}
            """);
    String run = tenant.execute(created.string("/workflow/id"), "{}").string("/execution/id");
    assertThat(tenant.post("/executions/" + run + "/cancel", "").status()).isEqualTo(202);
    Answer audit = tenant.get("/audit?objectId=" + run);
    assertThat(actions(audit)).isEqualTo(List.of("execution.cancel"));
    assertThat(tenant.get("/audit").list("/entries")).hasSize(2);
  }

  @Test
  void whoSignalsAndWhoRunsAgainIsRecorded() {
    Answer created =
        api.post(
            Api.BASE + "/workflows",
            """
            {"name": "Waits", "nodes": [{"id": "t", "type": "trigger"},
               {"id": "w", "type": "wait", "data": {"config": {"signal": "go"}}}],
             "edges": [{"source": "t", "target": "w"}]}
            """);
    String workflow = Api.BASE + "/workflows/" + created.string("/workflow/id");
    String run = idOf(api.post(workflow + "/execute", "{}"));
    String runs = Api.BASE + "/executions/";
    assertThat(api.post(runs + run + "/signals/go", "{}").status()).isEqualTo(202);
    api.await(runs + run, "COMPLETED");
    assertThat(api.post(runs + run + "/retry", "").status()).isEqualTo(409);
    String again = idOf(api.post(runs + run + "/replay", ""));
    assertThat(api.post(runs + again + "/cancel", "").status()).isEqualTo(202);
    String third = idOf(api.post(runs + again + "/retry", ""));
    assertThat(actions(api.get(Api.BASE + "/audit?objectId=" + run)))
        .isEqualTo(List.of("execution.replay", "execution.signal"));
    Answer audit = api.get(Api.BASE + "/audit?objectId=" + again);
    assertThat(actions(audit)).isEqualTo(List.of("execution.retry", "execution.cancel"));
    assertThat(audit.string("/entries/0/details/executionId")).isEqualTo(third);
  }

  private static String idOf(Answer started) {
    return started.string("/execution/id");
  }
}
