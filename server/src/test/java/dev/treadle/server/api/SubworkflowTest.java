package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Workflows that run workflows, here and on another replica. */
class SubworkflowTest {
  private static final Api API = Api.start();
  private static final Api OTHER = API.another();

  private static String q(String text) {
    return text.replace('\'', '"');
  }

  private static String of(String type, String config) {
    return q("{'id':'node','type':'" + type + "','data':{'config':{" + config + "}}}");
  }

  private static String child(String type, String config) {
    return API.workflowOf(of(type, config));
  }

  private static String greeting() {
    return child("transform", "'set':{'greeting':'Hello, {{ name }}!'},'mode':'replace'");
  }

  private static String calling(String workflow, String more) {
    return API.workflowOf(of("subworkflow", "'workflowId':'" + workflow + "'" + more));
  }

  private static String start(String workflow) {
    return API.execute(workflow, q("{'input':{'name':'Ada'}}")).header("Location");
  }

  private static Answer ended(String location) {
    return Eventually.get(() -> API.get(location), run -> run.at("/execution/completedAt") != null);
  }

  private static Answer run(String workflow) {
    return ended(start(workflow));
  }

  /** Where the execution is that the node of a run called. */
  private static String childOf(String location) {
    Answer run =
        Eventually.get(
            () -> API.get(location),
            r ->
                String.valueOf(r.at("/execution/nodes/1/reason"))
                    .startsWith("waits for execution"));
    String reason = run.string("/execution/nodes/1/reason");
    return Api.BASE + "/executions/" + reason.substring(reason.lastIndexOf(' ') + 1);
  }

  private static void sql(String statement) throws SQLException {
    try (Connection owner =
            DriverManager.getConnection(
                API.database().jdbcUrl(), API.database().user(), API.database().password());
        Statement sql = owner.createStatement()) {
      sql.execute(statement);
    }
  }

  @Test
  void theOutputOfTheChildIsTheResultOfTheNode() {
    String greeting = greeting();
    String location = start(calling(greeting, ",'input':{'name':'{{ name }} Lovelace'}"));
    Answer run = ended(location);
    assertThat(run.string("/execution/status")).as(run.text()).isEqualTo("COMPLETED");
    assertThat(run.object("/execution/nodes/1/output"))
        .containsOnlyKeys("greeting")
        .containsEntry("greeting", "Hello, Ada Lovelace!");
    List<?> children =
        API.get(Api.BASE + "/executions?limit=100&workflowId=" + greeting).list("/executions");
    assertThat(children).hasSize(1);
    assertThat(run.object("/execution")).doesNotContainKey("parentExecutionId");
  }

  @Test
  void theChildNamesItsParentAndTheLogOfTheParentTheChild() {
    String location = start(calling(child("wait", "'signal':'go'"), ""));
    String child = childOf(location);
    assertThat(API.get(location).string("/execution/status")).isEqualTo("WAITING");
    Answer running = API.await(child, "WAITING");
    assertThat(location).endsWith(running.string("/execution/parentExecutionId"));
    assertThat(running.string("/execution/parentNodeId")).isEqualTo("node");
    String id = running.string("/execution/id");
    assertThat(API.get(location).list("/execution/logs").toString())
        .contains("Calling execution " + id);
    assertThat(OTHER.post(child + "/signals/go", "1").status()).isEqualTo(202);
    assertThat(ended(location).object("/execution/nodes/1/output")).containsEntry("signal", 1);
  }

  @Test
  void aFailureComesUpWithItsErrorAndIsNotRetried() {
    Answer run = run(calling(child("output", "'expression':'$error(\\'no\\')'"), ""));
    assertThat(run.string("/execution/status")).as(run.text()).isEqualTo("FAILED");
    assertThat(run.object("/execution/error"))
        .containsEntry("code", "CHILD_FAILED")
        .containsEntry("attempt", 1);
    assertThat(run.string("/execution/error/details/error/code")).isEqualTo("EXPRESSION_FAILED");
    String child = run.string("/execution/error/details/executionId");
    assertThat(API.get(Api.BASE + "/executions/" + child).string("/execution/status"))
        .isEqualTo("FAILED");
  }

  @Test
  void cancellingGoesDownThroughAllThatWait() {
    String location = start(calling(calling(child("wait", "'signal':'never'"), ""), ""));
    String middle = childOf(location);
    String last = childOf(middle);
    assertThat(API.post(location + "/cancel", "").status()).isEqualTo(202);
    for (String run : List.of(location, middle, last)) {
      assertThat(ended(run).string("/execution/status")).isEqualTo("CANCELLED");
    }
  }

  @Test
  void aChildThatIsCancelledFailsTheNode() {
    String location = start(calling(child("wait", "'signal':'never'"), ""));
    assertThat(API.post(childOf(location) + "/cancel", "").status()).isEqualTo(202);
    assertThat(ended(location).string("/execution/error/code")).isEqualTo("CHILD_CANCELLED");
  }

  @Test
  void whoDoesNotWaitHasTheIdAndIsNotHeldUp() {
    Answer run = run(calling(child("wait", "'signal':'go'"), ",'wait':false"));
    assertThat(run.string("/execution/status")).as(run.text()).isEqualTo("COMPLETED");
    String child = Api.BASE + "/executions/" + run.string("/execution/nodes/1/output/executionId");
    API.await(child, "WAITING");
    assertThat(API.post(child + "/signals/go", "1").status()).isEqualTo(202);
    assertThat(ended(child).string("/execution/status")).isEqualTo("COMPLETED");
  }

  @Test
  void aWorkflowThatCallsItselfComesToAnEnd() {
    String workflow = child("output", "");
    String path = Api.BASE + "/workflows/" + workflow;
    Answer patched =
        API.patch(
            path,
            q("{'nodes':[{'id':'start','type':'trigger'},")
                + of("subworkflow", "'workflowId':'" + workflow + "'")
                + "]}",
            "If-Match",
            API.get(path).header("ETag"));
    assertThat(patched.status()).as(patched.text()).isEqualTo(200);
    Answer run = run(workflow);
    assertThat(run.string("/execution/error/code")).isEqualTo("CHILD_FAILED");
    assertThat(run.text()).contains("SUBWORKFLOW_DEPTH");
    assertThat(
            API.get(Api.BASE + "/executions?limit=50&workflowId=" + workflow).list("/executions"))
        .hasSize(11);
  }

  @Test
  void whatCannotBeRunFailsTheNodeWithACodeOfItsOwn() {
    String inactive = greeting();
    String path = Api.BASE + "/workflows/" + inactive;
    String tag = API.get(path).header("ETag");
    assertThat(API.patch(path, q("{'isActive':false}"), "If-Match", tag).status()).isEqualTo(200);
    String deleted = greeting();
    API.delete(Api.BASE + "/workflows/" + deleted);
    assertThat(code(calling(inactive, ""))).isEqualTo("WORKFLOW_INACTIVE");
    assertThat(code(calling(deleted, ""))).isEqualTo("WORKFLOW_NOT_FOUND");
    assertThat(code(calling(UUID.randomUUID().toString(), ""))).isEqualTo("WORKFLOW_NOT_FOUND");
    assertThat(code(calling(greeting(), ",'version':7"))).isEqualTo("UNKNOWN_VERSION");
  }

  private static String code(String workflow) {
    return run(workflow).string("/execution/error/code");
  }

  @Test
  void theWorkflowOfAnotherOrganizationIsAsIfItWereNot() {
    String key = "Bearer " + OtherOrganization.keyOfOwner(API);
    Answer theirs =
        API.anonymous(
            "POST",
            Api.BASE + "/workflows",
            q("{'name':'Theirs','nodes':[{'id':'t','type':'trigger'}],'edges':[]}"),
            "Authorization",
            key);
    assertThat(theirs.status()).as(theirs.text()).isEqualTo(201);
    assertThat(code(calling(theirs.string("/workflow/id"), ""))).isEqualTo("WORKFLOW_NOT_FOUND");
  }

  @Test
  void aLoopCallsOncePerItem() {
    String greeting = greeting();
    String workflow =
        API.workflow(
            q("[{'id':'t','type':'trigger'},{'id':'each','type':'loop','data':{'config':"
                    + "{'items':'[\\'a\\',\\'b\\',\\'c\\']'}}},"
                    + "{'id':'call','type':'subworkflow','parentId':'each','data':{'config':"
                    + "{'workflowId':'"
                    + greeting
                    + "','input':{'name':'{{ $item }}'}}}}]")
                .replace("\\\"", "'"),
            q("[{'source':'t','target':'each'}]"));
    Answer run = run(workflow);
    assertThat(run.string("/execution/status")).as(run.text()).isEqualTo("COMPLETED");
    assertThat(run.list("/execution/output/items").toString())
        .contains("Hello, a!", "Hello, b!", "Hello, c!");
    assertThat(
            API.get(Api.BASE + "/executions?limit=100&workflowId=" + greeting).list("/executions"))
        .hasSize(3);
  }

  @Test
  void nothingIsLostOrDoneTwiceWhenReplicasLoseTheirRunsAllTheTime() throws SQLException {
    String slow = child("wait", "'duration':'PT0.3S'");
    String workflow = calling(slow, "");
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Answer accepted = (i % 2 == 0 ? API : OTHER).execute(workflow, "{}");
      if (accepted.status() == 202) {
        runs.add(accepted.header("Location"));
      }
      if (i % 5 == 4) {
        sql("update replica set epoch = epoch + 1, lost = true where not lost");
      }
    }
    for (String run : runs) {
      assertThat(ended(run).string("/execution/status")).isEqualTo("COMPLETED");
    }
    int parents =
        API.get(Api.BASE + "/executions?limit=100&workflowId=" + workflow)
            .list("/executions")
            .size();
    assertThat(API.get(Api.BASE + "/executions?limit=100&workflowId=" + slow).list("/executions"))
        .hasSize(parents);
  }
}
