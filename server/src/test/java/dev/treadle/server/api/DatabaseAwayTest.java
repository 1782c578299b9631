package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.postgres.testkit.TestPostgres;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.server.api.Api.Answer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a caller sees of a database that is away, or that takes nothing, and what becomes of runs.
 */
class DatabaseAwayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration HEALING = Duration.ofSeconds(5);
  private static final String WAIT =
      "{\"id\":\"node\",\"type\":\"wait\",\"data\":{\"config\":{\"duration\":\"PT2S\"}}}";

  /** An answer, and how long it took. */
  private record Timed(Answer answer, Duration took) {
    static Timed of(Callable<Answer> call) throws Exception {
      long begun = System.nanoTime();
      Answer answer = call.call();
      return new Timed(answer, Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  private static List<Timed> atOnce(List<Callable<Answer>> calls)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Timed> answers = new ArrayList<>();
      List<Callable<Timed>> timed =
          calls.stream().<Callable<Timed>>map(call -> () -> Timed.of(call)).toList();
      for (Future<Timed> answer : threads.invokeAll(timed)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  private static void areUnavailable(List<Timed> answers) {
    assertThat(answers)
        .allSatisfy(
            timed -> {
              assertThat(timed.answer.status()).as(timed.answer.text()).isEqualTo(503);
              assertThat(timed.answer.header("Retry-After")).isNotEmpty();
              assertThat(timed.took).isLessThan(PATIENCE);
            });
  }

  private static List<String> accepted(Api api, String workflow) {
    return IntStream.range(0, 20)
        .mapToObj(i -> api.execute(workflow, "{}"))
        .filter(answer -> answer.status() == 202)
        .map(answer -> answer.header("Location"))
        .toList();
  }

  private static void goesOn(Api api, List<String> locations) {
    long begun = System.nanoTime();
    Eventually.get(() -> api.get("/health/ready"), answer -> answer.status() == 200);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(HEALING);
    assertThat(locations).hasSize(20);
    for (String location : locations) {
      Answer ended =
          Eventually.get(
              () -> api.get(location),
              run -> run.status() == 200 && run.at("/execution/completedAt") != null);
      assertThat(ended.string("/execution/status")).isEqualTo("COMPLETED");
    }
  }

  @Test
  void whileTheDatabaseIsAwayEveryCallIs503WithinTwoSecondsAndRunsGoOnAfterwards()
      throws Exception {
    try (Gate gate = new Gate(TestPostgres.database())) {
      Api api = Api.start(gate.database(), Concurrency.USUAL);
      String workflow = api.workflowOf(WAIT);
      List<String> locations = accepted(api, workflow);
      gate.shut();
      for (int round = 0; round < 3; round++) {
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          String location = locations.get(i);
          calls.add(() -> api.get(Api.BASE + "/workflows"));
          calls.add(() -> api.get(location));
          calls.add(() -> api.execute(workflow, "{}"));
          calls.add(() -> api.execute(workflow, "{}", "Prefer", "wait=20"));
        }
        areUnavailable(atOnce(calls));
      }
      Timed ready = Timed.of(() -> api.get("/health/ready"));
      assertThat(ready.answer.status()).isEqualTo(503);
      assertThat(ready.took).isLessThan(PATIENCE);
      assertThat(api.get("/health/live").status()).isEqualTo(200);
      gate.reopen();
      goesOn(api, locations);
      api.stop();
    }
  }

  /** What PostgreSQL says when it cannot make a file larger. */
  @Test
  void whileTheDiskIsFullTheJournalWaitsAndLosesNothing() throws Exception {
    Api api = Api.start();
    String workflow = api.workflowOf(WAIT);
    List<String> locations = accepted(api, workflow);
    asOwner(
        api,
        """
        create function no_space() returns trigger language plpgsql as $$
        begin
          raise exception 'could not extend file: No space left on device' using errcode = '53100';
        end $$;
        create trigger no_space before insert on journal execute function no_space();
        """);
    List<Callable<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(() -> api.execute(workflow, "{}"));
      calls.add(() -> api.execute(workflow, "{}", "Prefer", "wait=20"));
    }
    areUnavailable(atOnce(calls));
    assertThat(api.get("/health/ready").status()).isEqualTo(503);
    assertThat(api.get(Api.BASE + "/workflows/" + workflow).status()).isEqualTo(200);
    asOwner(api, "drop trigger no_space on journal");
    goesOn(api, locations);
    api.stop();
  }

  private static void asOwner(Api api, String sql) throws SQLException {
    TestPostgres.Database database = api.database();
    try (Connection owner =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }
}
