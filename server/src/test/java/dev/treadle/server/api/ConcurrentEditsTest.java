package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class ConcurrentEditsTest {
  private static final int AT_ONCE = 8;

  private final Api api = Api.shared();

  private String path() {
    return Api.BASE + "/workflows/" + api.workflowOf("{\"id\":\"node\",\"type\":\"output\"}");
  }

  private static List<Answer> atOnce(int count, IntFunction<Answer> call)
      throws InterruptedException, ExecutionException {
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Answer>> calls = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        int number = i;
        calls.add(
            threads.submit(
                () -> {
                  go.await();
                  return call.apply(number);
                }));
      }
      go.countDown();
    }
    List<Answer> answers = new ArrayList<>();
    for (Future<Answer> one : calls) {
      answers.add(one.get());
    }
    return answers;
  }

  @Test
  void ofEditsOfOneRevisionExactlyOneWins() throws InterruptedException, ExecutionException {
    for (int round = 0; round < 5; round++) {
      String path = path();
      List<Answer> answers =
          atOnce(
              AT_ONCE,
              i -> api.patch(path, "{\"name\":\"Editor " + i + "\"}", "If-Match", "\"1\""));
      assertThat(answers).extracting(Answer::status).containsOnly(200, 412);
      List<Answer> won = answers.stream().filter(answer -> answer.status() == 200).toList();
      assertThat(won).hasSize(1);
      assertThat(api.get(path).string("/workflow/name"))
          .isEqualTo(won.getFirst().string("/workflow/name"));
      assertThat(api.get(path).at("/workflow/revision")).isEqualTo(2);
    }
  }

  @Test
  void ofEditsWithoutARevisionNoneIsLost() throws InterruptedException, ExecutionException {
    String path = path();
    int editors = 3 * AT_ONCE;
    List<Answer> answers =
        atOnce(editors, i -> api.patch(path, "{\"variables\":{\"k" + i + "\":" + i + "}}"));
    assertThat(answers).extracting(Answer::status).containsOnly(200);
    Answer after = api.get(path);
    assertThat(after.object("/workflow/variables")).hasSize(editors);
    assertThat(after.at("/workflow/revision")).isEqualTo(editors + 1);
    assertThat(after.at("/workflow/latestVersion")).isEqualTo(editors + 1);
    assertThat(api.get(path + "/versions").list("/versions")).hasSize(editors + 1);
  }

  @Test
  void togglesThatMeetAllCount() throws InterruptedException, ExecutionException {
    String path = path();
    assertThat(atOnce(AT_ONCE + 1, i -> api.post(path + "/toggle", "")))
        .extracting(Answer::status)
        .containsOnly(200);
    assertThat(api.get(path).object("/workflow"))
        .containsEntry("isActive", false)
        .containsEntry("revision", AT_ONCE + 2);
  }

  @Test
  void runsThatBeginWhileTheirWorkflowIsDeletedAreCancelled()
      throws InterruptedException, ExecutionException {
    for (int round = 0; round < 3; round++) {
      String path =
          Api.BASE
              + "/workflows/"
              + api.workflowOf(
                  """
                  {"id":"node","type":"wait","data":{"config":{"signal":"go","timeout":"PT1H"}}}
                  """);
      List<Answer> answers =
          atOnce(
              2 * AT_ONCE,
              i -> i == AT_ONCE ? api.delete(path) : api.post(path + "/execute", "{}"));
      assertThat(answers).extracting(Answer::status).containsAnyOf(200).isSubsetOf(200, 202, 404);
      for (Answer answer : answers) {
        if (answer.status() == 202) {
          String run = Api.BASE + "/executions/" + answer.string("/execution/id");
          Eventually.get(() -> api.get(run).string("/execution/status"), "CANCELLED"::equals);
        }
      }
    }
  }
}
