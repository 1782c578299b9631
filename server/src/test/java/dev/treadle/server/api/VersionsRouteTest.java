package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.values.Json;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionsRouteTest {
  private final Api api = Api.shared();

  private static String node(String value) {
    return "{\"id\":\"node\",\"type\":\"output\",\"data\":{\"config\":{\"set\":{\"v\":"
        + value
        + "}}}}";
  }

  private static String nodes(String node) {
    return "{\"nodes\":[{\"id\":\"start\",\"type\":\"trigger\"}," + node + "]}";
  }

  private String path() {
    return Api.BASE + "/workflows/" + api.workflowOf(node("1"));
  }

  @Test
  void everyChangeOfMeaningIsAVersionThatStaysAsItWas() {
    String path = path();
    api.patch(path, nodes(node("2")));
    api.patch(path, "{\"variables\":{\"a\":1.50}}");
    Answer versions = api.get(path + "/versions");
    assertThat(versions.status()).isEqualTo(200);
    assertThat(versions.list("/versions"))
        .extracting(version -> Objects.requireNonNull(Json.asObject(version)).get("version"))
        .containsExactly(3, 2, 1);
    assertThat(versions.object("/versions/0"))
        .containsOnlyKeys("version", "createdAt", "createdBy");
    Answer first = api.get(path + "/versions/1");
    assertThat(first.object("/version"))
        .containsOnlyKeys("version", "createdAt", "createdBy", "nodes", "edges", "variables");
    assertThat(first.at("/version/nodes/1/data/config/set/v")).isEqualTo(1);
    assertThat(api.get(path + "/versions/2").at("/version/nodes/1/data/config/set/v")).isEqualTo(2);
    assertThat(api.get(path + "/versions/3").text()).contains("1.50");
  }

  @Test
  void restoringMakesTheOldDefinitionTheNewestVersion() {
    String path = path();
    api.patch(path, nodes(node("2")).replace("{\"nodes", "{\"name\":\"Later\",\"nodes"));
    Answer restored = api.post(path + "/versions/1/restore", "");
    assertThat(restored.status()).isEqualTo(200);
    assertThat(restored.header("ETag")).isEqualTo("\"3\"");
    assertThat(restored.at("/workflow/nodes/1/data/config/set/v")).isEqualTo(1);
    assertThat(restored.object("/workflow"))
        .containsEntry("latestVersion", 3)
        .containsEntry("name", "Later");
    assertThat(output(api.execute(id(path), "{}", "Prefer", "wait=20"))).isEqualTo(1);
    Answer again = api.post(path + "/versions/3/restore", "");
    assertThat(again.at("/workflow/latestVersion")).as("nothing is changed by it").isEqualTo(3);
  }

  private static Object output(Answer run) {
    assertThat(run.string("/execution/status")).as(run.text()).isEqualTo("COMPLETED");
    return Objects.requireNonNull(run.at("/execution/output/v"));
  }

  private static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Test
  void anOldVersionCanStillBeRun() {
    String path = path();
    api.patch(path, nodes(node("2")));
    Answer old = api.execute(id(path), "{\"version\":1}", "Prefer", "wait=20");
    assertThat(output(old)).isEqualTo(1);
    assertThat(old.at("/execution/workflowVersion")).isEqualTo(1);
    assertThat(output(api.execute(id(path), "{}", "Prefer", "wait=20"))).isEqualTo(2);
  }

  @Test
  void aRunKeepsItsVersionWhateverIsEditedMeanwhile() {
    String wait =
        "{\"id\":\"node\",\"type\":\"wait\",\"data\":{\"config\":{\"duration\":\"PT1S\"}}}";
    String edges =
        "[{\"source\":\"start\",\"target\":\"node\"},{\"source\":\"node\",\"target\":\"end\"}]";
    String before = "[{\"id\":\"start\",\"type\":\"trigger\"}," + wait + ",";
    String workflow = api.workflow(before + node("1").replace("node", "end") + "]", edges);
    String path = Api.BASE + "/workflows/" + workflow;
    String location = api.execute(workflow, "{}").header("Location");
    api.await(location, "WAITING");
    Answer edited =
        api.patch(path, "{\"nodes\":[{\"id\":\"start\",\"type\":\"trigger\"}],\"edges\":[]}");
    assertThat(edited.at("/workflow/latestVersion")).isEqualTo(2);
    Answer ended = api.await(location, "COMPLETED");
    assertThat(output(ended)).isEqualTo(1);
    assertThat(ended.at("/execution/workflowVersion")).isEqualTo(1);
    assertThat(ended.list("/execution/nodes")).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2", "01", "-1", "+1", "x", "1.0", "999999999", "99999999999999"})
  void whatIsNoVersionIs404(String number) {
    String path = path();
    assertThat(api.get(path + "/versions/" + number).status()).isEqualTo(404);
    assertThat(api.post(path + "/versions/" + number + "/restore", "").status()).isEqualTo(404);
  }

  @Test
  void togglingFlipsWhetherRunsAreTaken() {
    String path = path();
    Answer off = api.post(path + "/toggle", "");
    assertThat(off.status()).isEqualTo(200);
    assertThat(off.header("ETag")).isEqualTo("\"2\"");
    assertThat(off.at("/workflow/isActive")).isEqualTo(false);
    Answer refused = api.execute(id(path), "{}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.string("/type")).isEqualTo("/problems/workflow-inactive");
    assertThat(api.post(path + "/toggle", "").at("/workflow/isActive")).isEqualTo(true);
    assertThat(api.execute(id(path), "{}").status()).isEqualTo(202);
    assertThat(api.get(path + "/versions").list("/versions")).hasSize(1);
  }
}
