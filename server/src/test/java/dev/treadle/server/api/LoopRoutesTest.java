package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.cli.Sink;
import dev.treadle.values.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Loops as their users see them. */
class LoopRoutesTest {
  private static final String[] WAIT = {"Prefer", "wait=20"};

  private final Api api = Api.shared();

  private static String q(String text) {
    return text.replace('\'', '"');
  }

  /** A trigger, the loop {@code node}, and what lies in it. */
  private String looping(String config, String body) {
    return api.workflow(
        q(
            "[{'id':'t','type':'trigger'},{'id':'node','type':'loop','data':{'config':"
                + config
                + "}},"
                + body
                + "]"),
        q("[{'source':'t','target':'node'}]"));
  }

  private Answer run(String workflow, String input) {
    Answer run =
        api.post(
            Api.BASE + "/workflows/" + workflow + "/execute?include=nodes,logs",
            q("{'input':" + input + "}"),
            WAIT);
    assertThat(run.status()).as(run.text()).isEqualTo(200);
    return run;
  }

  @Test
  void aBodyOfPureNodesRunsForEachItem() {
    String workflow =
        looping(
            "{'items':'xs'}",
            "{'id':'b','type':'transform','parentId':'node','data':{'config':"
                + "{'set':{'y':'{{ $item * factor }}','i':'{{ $index }}'}}}}");
    Answer run = run(workflow, "{'xs':[1,2,3],'factor':10}");
    assertThat(Json.write(run.at("/execution/output/items")))
        .isEqualTo(
            q(
                "[{'xs':[1,2,3],'factor':10,'y':10,'i':0},"
                    + "{'xs':[1,2,3],'factor':10,'y':20,'i':1},"
                    + "{'xs':[1,2,3],'factor':10,'y':30,'i':2}]"));
    assertThat(run.object("/execution")).containsEntry("nodesExecuted", 5);
    Map<String, @Nullable Object> body = run.object("/execution/nodes/2");
    assertThat(body)
        .containsEntry("nodeId", "b")
        .containsEntry("status", "COMPLETED")
        .containsEntry("iteration", "2")
        .containsEntry("iterations", Map.of("COMPLETED", 3))
        .containsEntry("output", Map.of("y", 30, "i", 2));
    assertThat(run.object("/execution/nodes/1")).doesNotContainKeys("iteration", "iterations");
    List<?> logs = run.list("/execution/logs");
    assertThat(logs).hasSize(13);
    for (int i = 0; i < logs.size(); i++) {
      Map<String, @Nullable Object> entry = Objects.requireNonNull(Json.asObject(logs.get(i)));
      assertThat(entry).containsEntry("seq", i + 1);
      boolean inBody = "b".equals(entry.get("nodeId"));
      assertThat(String.valueOf(entry.get("data")).contains("iteration")).isEqualTo(inBody);
    }
  }

  @Test
  void aBodyWithEffectsTouchesTheWorldOncePerItem() throws IOException {
    try (Sink sink = Sink.open()) {
      String workflow =
          looping(
              "{'items':'[1..20]'}",
              "{'id':'call','type':'integration','parentId':'node','data':{'config':"
                  + "{'connector':'http','operation':'request','parameters':{'method':'POST','url':'"
                  + sink.url()
                  + "','body':{'n':'{{ $item }}'}}}}}");
      Answer run = run(workflow, "{}");
      assertThat(run.string("/execution/status")).isEqualTo("COMPLETED");
      assertThat(run.list("/execution/output/items"))
          .hasSize(20)
          .allSatisfy(item -> assertThat(Json.asObject(item)).containsEntry("status", 200));
      String id = run.string("/execution/id");
      assertThat(sink.deliveries())
          .containsOnlyKeys(
              IntStream.range(0, 20).mapToObj(i -> id + "/call/" + i).toArray(String[]::new))
          .allSatisfy((key, times) -> assertThat(times).isEqualTo(1));
    }
  }

  @Test
  void aFailedItemIsCollectedOrFailsTheLoop() {
    String body =
        "{'id':'b','type':'transform','parentId':'node','data':{'config':"
            + "{'expression':'$item = 2 ? $error(`no`) : $item'}}}";
    body = body.replace("`", "\\\"");
    Answer collected = run(looping("{'items':'xs','mode':'collect'}", body), "{'xs':[1,2,3]}");
    assertThat(collected.string("/execution/status")).isEqualTo("COMPLETED");
    assertThat(collected.at("/execution/output/items/2"))
        .isEqualTo(Map.of("xs", List.of(1, 2, 3), "value", 3));
    assertThat(collected.object("/execution/output/items/1/error"))
        .containsEntry("nodeId", "b")
        .containsEntry("code", "EXPRESSION_FAILED");
    assertThat(collected.object("/execution/nodes/2"))
        .containsEntry("iterations", Map.of("COMPLETED", 2, "FAILED", 1));
    Answer failed = run(looping("{'items':'xs','concurrency':1}", body), "{'xs':[1,2,3]}");
    assertThat(failed.object("/execution/error"))
        .containsEntry("nodeId", "node")
        .containsEntry("details", Map.of("nodeId", "b", "iteration", "1", "attempt", 1));
    assertThat(failed.string("/execution/nodes/1/status")).isEqualTo("FAILED");
  }

  @Test
  void nothingToGoOverIsNoItem() {
    String body =
        "{'id':'b','type':'transform','parentId':'node','data':{'config':{'set':{'x':1}}}}";
    Answer run = run(looping("{'items':'xs'}", body), "{'xs':[]}");
    assertThat(run.at("/execution/output/items")).isEqualTo(List.of());
    assertThat(run.string("/execution/nodes/2/status")).isEqualTo("SKIPPED");
  }

  @Test
  void anEdgeAcrossTheBorderIsRefused() {
    Answer refused =
        api.post(
            Api.BASE + "/workflows",
            q(
                "{'name':'Across','nodes':[{'id':'t','type':'trigger'},"
                    + "{'id':'l','type':'loop','data':{'config':{'items':'xs'}}},"
                    + "{'id':'b','type':'transform','parentId':'l','data':{'config':{'set':{'x':1}}}}],"
                    + "'edges':[{'source':'t','target':'l'},{'source':'l','target':'b'}]}"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.string("/errors/0/pointer")).isEqualTo("/edges/1");
    assertThat(refused.string("/errors/0/code")).isEqualTo("EDGE_ACROSS_BODIES");
  }
}
