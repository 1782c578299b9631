package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.postgres.testkit.TestPostgres;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.server.api.Api.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Children of organizations of which one run goes on at once, or whose month is used up. */
class LimitedChildrenTest {
  private static final TestPostgres.Database DATABASE = TestPostgres.database();
  private static final Api ONE = replica();
  private static final Api OTHER = replica();

  private static Api replica() {
    return Api.start(DATABASE, new Concurrency(Map.of(Tier.ELITE, 1, Tier.GROWTH, 1), Map.of()));
  }

  private final Tenant tenant = Tenant.make(ONE, "ELITE");

  private static String q(String text) {
    return text.replace('\'', '"');
  }

  private static String node(String type, String config) {
    return "{'id':'node','type':'" + type + "','data':{'config':{" + config + "}}}";
  }

  private static String workflow(Tenant tenant, String nodes, String edges) {
    String body = "{'name':'Limited','nodes':[{'id':'t','type':'trigger'}," + nodes + "],'edges':[";
    Answer made =
        tenant.post("/workflows", q(body + "{'source':'t','target':'node'}" + edges + "]}"));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.string("/workflow/id");
  }

  private String child(String type, String config) {
    return workflow(tenant, node(type, config), "");
  }

  private static String calling(String workflow) {
    return node("subworkflow", "'workflowId':'" + workflow + "'");
  }

  private String parent(String child) {
    return workflow(tenant, calling(child), "");
  }

  /** A call, and a node behind its error. */
  private static String guarded(Tenant tenant, String child) {
    String handling = ",{'id':'sorry','type':'output','data':{'config':{'set':{'sorry':true}}}}";
    return workflow(
        tenant,
        calling(child) + handling,
        ",{'source':'node','target':'sorry','sourceHandle':'error'}");
  }

  private static String start(Tenant tenant, String workflow) {
    Answer accepted = tenant.execute(workflow, "{}");
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    return "/executions/" + accepted.string("/execution/id");
  }

  private static Answer ended(Tenant tenant, String run) {
    return Eventually.get(
        () -> tenant.get(run), answer -> answer.at("/execution/completedAt") != null);
  }

  private void completes(String run) {
    Answer answer = ended(tenant, run);
    assertThat(answer.string("/execution/status")).as(answer.text()).isEqualTo("COMPLETED");
  }

  private static String onlyRunOf(Tenant tenant, String workflow) {
    Answer runs =
        Eventually.get(
            () -> tenant.get("/executions?workflowId=" + workflow),
            answer -> !answer.list("/executions").isEmpty());
    assertThat(runs.list("/executions")).hasSize(1);
    return "/executions/" + runs.string("/executions/0/id");
  }

  private static void waitsFor(Tenant tenant, String run, String status) {
    Eventually.get(() -> tenant.get(run).string("/execution/status"), status::equals);
  }

  @Test
  void aParentGivesItsOnlySlotToItsChildAndItsGrandchild() {
    String run = start(tenant, parent(parent(child("transform", "'set':{'deep':1}"))));
    Answer answer = ended(tenant, run);
    assertThat(answer.string("/execution/status")).as(answer.text()).isEqualTo("COMPLETED");
    assertThat(answer.object("/execution/nodes/1/output")).containsEntry("deep", 1);
  }

  @Test
  void manyParentsOnTwoReplicasShareTheOneSlotWithTheirChildren() {
    String workflow = parent(child("wait", "'duration':'PT0.05S'"));
    Tenant elsewhere = new Tenant(OTHER, tenant.organization(), tenant.user(), tenant.key());
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      runs.add(start(i % 2 == 0 ? tenant : elsewhere, workflow));
    }
    runs.forEach(this::completes);
  }

  @Test
  void aLoopThatCallsForAllItemsAtOnceEnds() {
    String called = child("transform", "'set':{'x':1}");
    String body =
        "{'id':'call','type':'subworkflow','parentId':'node','data':{'config':{'workflowId':'";
    String items = "'items':'[1,2,3,4,5,6]','concurrency':6";
    String workflow = workflow(tenant, node("loop", items) + "," + body + called + "'}}}", "");
    completes(start(tenant, workflow));
    assertThat(tenant.get("/executions?workflowId=" + called).list("/executions")).hasSize(6);
  }

  /** A neighbour of a higher priority takes the slot that the parent gives back. */
  @Test
  void aChildThatIsQueuedIsCancelledWithItsParentAndNeedsNoSlotForIt() throws Exception {
    try (SlowService first = new SlowService();
        SlowService second = new SlowService()) {
      String called = child("transform", "'set':{'x':1}");
      String call = calling(called).replace("'id':'node'", "'id':'call'");
      String run =
          start(
              tenant,
              workflow(tenant, first.node("") + "," + call, ",{'source':'node','target':'call'}"));
      first.awaitCall();
      String neighbour = workflow(tenant, second.node(""), "");
      Answer queued = tenant.execute(neighbour, "{\"priority\":9}");
      assertThat(queued.string("/execution/status")).isEqualTo("PENDING");
      first.answer();
      second.awaitCall();
      String below = onlyRunOf(tenant, called);
      waitsFor(tenant, run, "WAITING");
      assertThat(tenant.get(below).object("/execution"))
          .containsEntry("status", "PENDING")
          .containsEntry(
              "reason", "the organization may run 1 executions at once, and others are before it");
      assertThat(tenant.post(run + "/cancel", "").status()).isIn(200, 202);
      assertThat(ended(tenant, run).string("/execution/status")).isEqualTo("CANCELLED");
      assertThat(ended(tenant, below).string("/execution/status")).isEqualTo("CANCELLED");
      second.answer();
      completes("/executions/" + queued.string("/execution/id"));
    }
  }

  @Test
  void aChildOfAPausedWorkflowIsHeldHoldsNoSlotAndGoesOnWhenItIsResumed() {
    String called = child("transform", "'set':{'x':1}");
    assertThat(tenant.post("/workflows/" + called + "/pause", "").status()).isEqualTo(200);
    String run = start(tenant, parent(called));
    String below = onlyRunOf(tenant, called);
    waitsFor(tenant, run, "WAITING");
    assertThat(tenant.get(below).object("/execution"))
        .containsEntry("status", "PENDING")
        .containsEntry("reason", "the workflow is paused");
    completes(start(tenant, child("transform", "'set':{'y':1}")));
    assertThat(tenant.get(run).string("/execution/status")).isEqualTo("WAITING");
    assertThat(tenant.post("/workflows/" + called + "/resume", "").status()).isEqualTo(200);
    completes(run);
    completes(below);
  }

  @Test
  void aCallOfAnInactiveWorkflowFailsItsNodeAndTheParentGoesOnByItsErrorHandle() {
    String called = child("transform", "'set':{'x':1}");
    assertThat(tenant.post("/workflows/" + called + "/toggle", "").status()).isEqualTo(200);
    Answer run = ended(tenant, start(tenant, guarded(tenant, called)));
    assertThat(run.string("/execution/status")).as(run.text()).isEqualTo("COMPLETED");
    assertThat(run.object("/execution/nodes/1/error"))
        .containsEntry("code", "WORKFLOW_INACTIVE")
        .containsEntry("message", "workflow " + called + " is not active");
    assertThat(run.object("/execution/output")).containsEntry("sorry", true);
    assertThat(tenant.get("/executions?workflowId=" + called).list("/executions")).isEmpty();
  }

  /** GROWTH has 1000 a month, and the parent takes the last one. */
  private static Tenant withOneLeft() {
    Tenant growing = Tenant.make(ONE, "GROWTH");
    TierLimitsTest.runs(growing, 999);
    return growing;
  }

  @Test
  void whenTheMonthIsUsedUpTheNodeFailsOnceAndNothingIsStarted() {
    Tenant growing = withOneLeft();
    String called = workflow(growing, node("transform", "'set':{'x':1}"), "");
    Answer run = ended(growing, start(growing, workflow(growing, calling(called), "")));
    assertThat(run.string("/execution/status")).as(run.text()).isEqualTo("FAILED");
    assertThat(run.object("/execution/error"))
        .containsEntry("code", "TIER_LIMIT")
        .containsEntry("attempt", 1)
        .containsEntry("message", "the organization's tier allows 1000 executions a month");
    assertThat(growing.get("/executions?workflowId=" + called).list("/executions")).isEmpty();
    assertThat(growing.get("/usage").string("/executions/used")).isEqualTo("1000");
  }

  @Test
  void whenTheMonthIsUsedUpTheParentGoesOnByItsErrorHandle() {
    Tenant growing = withOneLeft();
    String called = workflow(growing, node("transform", "'set':{'x':1}"), "");
    Answer run = ended(growing, start(growing, guarded(growing, called)));
    assertThat(run.string("/execution/status")).as(run.text()).isEqualTo("COMPLETED");
    assertThat(run.string("/execution/nodes/1/error/code")).isEqualTo("TIER_LIMIT");
    assertThat(run.object("/execution/output")).containsEntry("sorry", true);
  }
}
