package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.database.Database;
import dev.treadle.server.api.Api.Answer;
import java.sql.PreparedStatement;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Definitions that were valid once, and the words of those that never were. */
class StaleDefinitionTest {
  private final Api api = Api.shared();

  @Test
  void aVersionThatIsNotValidAnyMoreIsSaidToBeSo() {
    String workflow = api.workflowOf("{\"id\":\"node\",\"type\":\"output\"}");
    Answer run = api.execute(workflow, "{}", "Prefer", "wait=20");
    spoil(UUID.fromString(workflow), UUID.fromString(run.string("/execution/id")));
    isConflict(api.execute(workflow, "{}"));
    isConflict(api.get(run.header("Location")));
    String path = Api.BASE + "/workflows/" + workflow;
    assertThat(api.get(path).status()).isEqualTo(200);
    assertThat(api.post(path + "/versions/1/restore", "").at("/workflow/latestVersion"))
        .isEqualTo(3);
    assertThat(api.execute(workflow, "{}", "Prefer", "wait=20").status()).isEqualTo(200);
  }

  private static void isConflict(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(409);
    assertThat(answer.string("/type")).isEqualTo("/problems/conflict");
    assertThat(answer.string("/detail")).contains("not valid any more", "no-longer-there");
    assertThat(answer.string("/errors/0/pointer")).isEqualTo("/nodes/1/type");
  }

  /** As if a node type had gone: gives the workflow a second version, and the run that one. */
  private void spoil(UUID workflow, UUID run) {
    Caller owner = api.backend().first().caller();
    try (Database database = Strangers.open(api)) {
      database
          .tenants()
          .query(
              owner.organization(),
              """
              with v as (
                insert into workflow_version
                    (organization_id, workflow_id, version, definition, created_at)
                values (?, ?, 2, '{"nodes":[{"id":"t","type":"trigger"},{"id":"x","type":"no-longer-there"}]}', now())
                returning organization_id, workflow_id)
              update workflow w set latest_version = 2, nodes = '[]' from v
               where w.organization_id = v.organization_id and w.id = v.workflow_id
              returning 1
              """,
              to -> to.id(owner.organization().value()).id(workflow),
              row -> true);
      database
          .journal()
          .with(
              connection -> {
                String sql = "update execution set workflow_version = 2 where id = ?";
                try (PreparedStatement update = connection.prepareStatement(sql)) {
                  update.setObject(1, run);
                  return update.executeUpdate();
                }
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{ x }}", "a\\u0007b", "   ", "default", "error"})
  void aCaseWithAHandleThatCannotBeIsOneErrorAndNoWarning(String handle) {
    Answer answer =
        api.post(
            Api.BASE + "/workflows/validate",
            "{\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\"},{\"id\":\"c\",\"type\":\"condition\","
                + "\"data\":{\"config\":{\"cases\":[{\"handle\":\""
                + handle
                + "\",\"expression\":\"x\"}]}}},{\"id\":\"o\",\"type\":\"output\"}],"
                + "\"edges\":[{\"source\":\"t\",\"target\":\"c\"},{\"source\":\"c\",\"target\":\"o\"}]}");
    assertThat(answer.list("/problems")).as(answer.text()).hasSize(1);
    assertThat(answer.object("/problems/0"))
        .containsEntry("severity", "error")
        .containsEntry("pointer", "/nodes/1/data/config/cases/0/handle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"transform", "wait"})
  void aConfigThatIsRefusedForWhatItLacksIsRefusedByThePublishedSchema(String type) {
    Answer answer =
        api.post(
            Api.BASE + "/workflows/validate",
            "{\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\"},{\"id\":\"n\",\"type\":\""
                + type
                + "\"}],\"edges\":[{\"source\":\"t\",\"target\":\"n\"}]}");
    assertThat(answer.at("/valid")).isEqualTo(false);
    assertThat(answer.string("/problems/0/pointer")).isEqualTo("/nodes/1/data/config");
    assertThat(api.get(Api.BASE + "/node-types").text()).contains("\"required\":[\"remove\"]");
  }
}
