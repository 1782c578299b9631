package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.sql.PreparedStatement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GROWTH has 10 workflows and 1000 runs a month. */
class TierLimitsTest {
  private final Api api = Api.shared();

  private static List<Answer> together(List<Callable<Answer>> calls)
      throws ExecutionException, InterruptedException {
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      for (Future<Answer> call : threads.invokeAll(calls)) {
        answers.add(call.get());
      }
    }
    return answers;
  }

  private static List<Answer> together(int callers, Callable<Answer> call)
      throws ExecutionException, InterruptedException {
    return together(Collections.nCopies(callers, call));
  }

  private static void assertLimit(Answer answer, int limit, int used) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.string("/type")).isEqualTo("/problems/tier-limit");
    assertThat(answer.at("/limit")).isEqualTo(limit);
    assertThat(answer.at("/used")).isEqualTo(used);
  }

  /** Runs that ended this month, as many as are said. */
  static void runs(Tenant tenant, int count) {
    tenant.with(
        Tenant.Role.JOURNAL,
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  """
                  insert into execution (organization_id, id, workflow_id, workflow_version, status,
                      started_at, nodes_executed, tokens_used, cost)
                  select ?, (substr(first_id_of(now())::text, 1, 13)
                             || substr(gen_random_uuid()::text, 14))::uuid,
                         gen_random_uuid(), 1, 'COMPLETED', now(), 1, 2, 0.01
                    from generate_series(1, ?)
                  """)) {
            insert.setObject(1, tenant.organization());
            insert.setInt(2, count);
            return insert.executeUpdate();
          }
        });
  }

  @Test
  void eightCreatesAtOnceTakeTheOneSlotThatIsLeft()
      throws ExecutionException, InterruptedException {
    Tenant tenant = Tenant.make(api, "GROWTH");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      ids.add(tenant.create().string("/workflow/id"));
    }
    List<Answer> answers = together(8, tenant::create);
    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
    answers.stream()
        .filter(answer -> answer.status() != 201)
        .forEach(refused -> assertLimit(refused, 10, 10));
    assertThat(answers).allMatch(answer -> !answer.text().contains("resetsAt"));
    assertThat(tenant.get("/usage").string("/workflows/used")).isEqualTo("10");
    assertThat(tenant.call("DELETE", "/workflows/" + ids.getFirst(), "").status()).isEqualTo(200);
    assertThat(together(8, tenant::create)).filteredOn(answer -> answer.status() == 201).hasSize(1);
  }

  @Test
  void anInvalidWorkflowTakesNoSlot() {
    Tenant tenant = Tenant.make(api, "GROWTH");
    for (int i = 0; i < 12; i++) {
      assertThat(tenant.post("/workflows", "{\"name\":\"No nodes\",\"nodes\":[]}").status())
          .isEqualTo(422);
    }
    assertThat(tenant.get("/usage").string("/workflows/used")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FREE", "STARTER"})
  void theSmallTiersHaveNothing(String tier) {
    Tenant tenant = Tenant.make(api, tier);
    assertLimit(tenant.create(), 0, 0);
    assertThat(tenant.get("/usage").string("/workflows/limit")).isEqualTo("0");
  }

  @Test
  void aDowngradeKeepsWhatIsThereAndLetsNothingIn() {
    Tenant tenant = Tenant.make(api, "ELITE");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ids.add(tenant.create().string("/workflow/id"));
    }
    String workflow = ids.getLast();
    assertThat(tenant.execute(workflow, "{}").status()).isEqualTo(202);
    tenant.tier("GROWTH");
    assertLimit(tenant.create(), 10, 12);
    assertThat(tenant.get("/workflows/" + workflow).status()).isEqualTo(200);
    for (int i = 0; i < 3; i++) {
      assertLimit(tenant.create(), 10, 12 - i);
      tenant.call("DELETE", "/workflows/" + ids.get(i), "");
    }
    assertThat(tenant.create().status()).isEqualTo(201);
    assertLimit(tenant.create(), 10, 10);
    assertThat(tenant.get("/usage").string("/executions/used")).isEqualTo("1");
    tenant.tier("FREE");
    assertLimit(tenant.execute(workflow, "{}"), 0, 1);
  }

  @Test
  void eightStartsAtOnceTakeTheOneSlotThatIsLeft() throws ExecutionException, InterruptedException {
    Tenant tenant = Tenant.make(api, "GROWTH");
    String workflow = tenant.create().string("/workflow/id");
    runs(tenant, 999);
    List<Callable<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      calls.add(() -> tenant.execute(workflow, "{}"));
      calls.add(() -> tenant.execute(workflow, "{\"trigger\":\"no\"}"));
    }
    List<Answer> answers = together(calls);
    assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(1);
    assertThat(answers).filteredOn(answer -> answer.status() == 422).hasSize(8);
    OffsetDateTime nextMonth =
        OffsetDateTime.ofInstant(api.backend().clock().instant(), ZoneOffset.UTC)
            .truncatedTo(ChronoUnit.DAYS)
            .withDayOfMonth(1)
            .plusMonths(1);
    for (Answer refused : answers.stream().filter(answer -> answer.status() == 403).toList()) {
      assertLimit(refused, 1000, 1000);
      assertThat(refused.string("/resetsAt")).isEqualTo(nextMonth.toInstant().toString());
    }
    Answer usage = tenant.get("/usage");
    assertThat(usage.string("/executions/used")).isEqualTo("1000");
    assertThat(usage.string("/tokensUsed")).isEqualTo("1998");
    assertThat(usage.string("/cost")).isEqualTo("9.99");
    assertThat(tenant.call("DELETE", "/workflows/" + workflow, "").status()).isEqualTo(200);
    assertLimit(tenant.execute(tenant.create().string("/workflow/id"), "{}"), 1000, 1000);
  }

  @Test
  void whatIsRefusedForAnotherReasonTakesNoSlot() {
    Tenant tenant = Tenant.make(api, "GROWTH");
    String workflow = tenant.create().string("/workflow/id");
    runs(tenant, 999);
    assertThat(tenant.execute(workflow, "{\"trigger\":\"no\"}").status()).isEqualTo(422);
    assertThat(tenant.execute(workflow, "{\"input\":[]}").status()).isEqualTo(422);
    assertThat(tenant.execute(workflow, "{\"version\":7}").status()).isEqualTo(422);
    assertThat(tenant.post("/workflows/" + workflow + "/toggle", "").status()).isEqualTo(200);
    assertThat(tenant.execute(workflow, "{}").status()).isEqualTo(409);
    assertThat(tenant.post("/workflows/" + workflow + "/toggle", "").status()).isEqualTo(200);
    assertThat(tenant.get("/usage").string("/executions/used")).isEqualTo("999");
    assertThat(tenant.execute(workflow, "{}").status()).isEqualTo(202);
    assertLimit(tenant.execute(workflow, "{}"), 1000, 1000);
  }

  @Test
  void aKeyIsReplayedPastTheLimitAndARefusedOneIsFree() {
    Tenant tenant = Tenant.make(api, "GROWTH");
    String workflow = tenant.create().string("/workflow/id");
    runs(tenant, 999);
    Answer first = tenant.execute(workflow, "{}", "Idempotency-Key", "one");
    assertThat(first.status()).isEqualTo(202);
    assertLimit(tenant.execute(workflow, "{}", "Idempotency-Key", "two"), 1000, 1000);
    Answer again = tenant.execute(workflow, "{}", "Idempotency-Key", "one");
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    tenant.tier("ELITE");
    Answer better = tenant.execute(workflow, "{}", "Idempotency-Key", "two");
    assertThat(better.status()).isEqualTo(202);
    assertThat(better.header("Idempotent-Replayed")).isEmpty();
  }

  @Test
  void aNewMonthBeginsAtZero() {
    Tenant tenant = Tenant.make(api, "GROWTH");
    String workflow = tenant.create().string("/workflow/id");
    runs(tenant, 1000);
    assertLimit(tenant.execute(workflow, "{}"), 1000, 1000);
    tenant.with(
        Tenant.Role.JOURNAL,
        connection -> {
          try (PreparedStatement move =
              connection.prepareStatement(
                  """
                  update execution
                     set id = (substr(first_id_of(date_trunc('month', now(), 'UTC')
                                 - interval '1 millisecond')::text, 1, 13)
                               || substr(id::text, 14))::uuid
                   where organization_id = ?
                  """)) {
            move.setObject(1, tenant.organization());
            return move.executeUpdate();
          }
        });
    assertThat(tenant.get("/usage").string("/executions/used")).isEqualTo("0");
    assertThat(tenant.execute(workflow, "{}").status()).isEqualTo(202);
  }

  @Test
  void aRunThatWasClaimedTwiceTakesOneSlot() {
    Tenant tenant = Tenant.make(api, "GROWTH");
    runs(tenant, 998);
    OrganizationId organization = new OrganizationId(tenant.organization());
    ExecutionId lost = new ExecutionId(api.backend().newId());
    assertThat(api.backend().slots().claimExecution(organization, lost)).isEmpty();
    assertThat(api.backend().slots().claimExecution(organization, lost)).isEmpty();
    assertThat(tenant.get("/usage").string("/executions/used")).isEqualTo("999");
    ExecutionId last = new ExecutionId(api.backend().newId());
    assertThat(api.backend().slots().claimExecution(organization, last)).isEmpty();
    assertThat(api.backend().slots().claimExecution(organization, last)).isEmpty();
    ExecutionId tooMuch = new ExecutionId(api.backend().newId());
    assertThat(api.backend().slots().claimExecution(organization, tooMuch))
        .hasValueSatisfying(limit -> assertThat(limit.used()).isEqualTo(1000));
  }

  @Test
  void aSlotWhoseRunNeverCameIsFreeAfterAMinute() {
    Tenant tenant = Tenant.make(api, "GROWTH");
    String workflow = tenant.create().string("/workflow/id");
    runs(tenant, 999);
    ExecutionId lost = new ExecutionId(api.backend().newId());
    OrganizationId organization = new OrganizationId(tenant.organization());
    assertThat(api.backend().slots().claimExecution(organization, lost)).isEmpty();
    assertLimit(tenant.execute(workflow, "{}"), 1000, 1000);
    tenant.asApplication(
        "update execution_slot set claimed_at = claimed_at - interval '61 seconds'"
            + " where organization_id = ? returning 1");
    assertThat(tenant.execute(workflow, "{}").status()).isEqualTo(202);
    assertLimit(tenant.execute(workflow, "{}"), 1000, 1000);
  }

  @Test
  void withoutALimitNothingIsClaimed() {
    Tenant tenant = Tenant.make(api, "ELITE");
    String workflow = tenant.create().string("/workflow/id");
    assertThat(tenant.execute(workflow, "{}").status()).isEqualTo(202);
    Answer usage = tenant.get("/usage");
    assertThat(usage.string("/tier")).isEqualTo("ELITE");
    assertThat(usage.object("/executions")).containsEntry("used", 1).containsEntry("limit", null);
    assertThat(usage.object("/workflows")).containsEntry("used", 1).containsEntry("limit", null);
    assertThat(usage.object("/agents")).containsEntry("used", 0).containsEntry("limit", null);
  }
}
