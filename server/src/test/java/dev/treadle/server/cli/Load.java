package dev.treadle.server.cli;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.values.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Callers of a served API, and what it has promised them. */
final class Load {
  private static final String BASE = "/api/v1/ai-hub";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Semaphore callers = new Semaphore(16);
  private final Queue<String> accepted = new ConcurrentLinkedQueue<>();

  /** The executions that were answered with 2xx. */
  List<String> accepted() {
    return List.copyOf(accepted);
  }

  HttpResponse<String> call(String address, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + Child.KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  String workflow(String address, String nodes, String edges)
      throws IOException, InterruptedException {
    String body = "{\"name\":\"Load\",\"nodes\":" + nodes + ",\"edges\":" + edges + "}";
    HttpResponse<String> created = call(address, "POST", BASE + "/workflows", body);
    if (created.statusCode() != 201) {
      throw new AssertionError(created.body());
    }
    return String.valueOf(object(created.body(), "workflow").get("id"));
  }

  /** Asks for a run; a server that dies meanwhile has promised nothing. */
  void execute(String address, String workflow) {
    callers.acquireUninterruptibly();
    try {
      HttpResponse<String> answer =
          call(
              address,
              "POST",
              BASE + "/workflows/" + workflow + "/execute",
              "{\"input\":{\"n\":1}}");
      if (answer.statusCode() / 100 == 2) {
        accepted.add(String.valueOf(object(answer.body(), "execution").get("id")));
      }
    } catch (IOException e) {
      // Nothing was promised.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      callers.release();
    }
  }

  /** The execution when it has ended. */
  Map<String, @Nullable Object> ending(String address, String id)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      HttpResponse<String> answer = call(address, "GET", BASE + "/executions/" + id, "");
      if (answer.statusCode() == 404) {
        throw new AssertionError("lost: " + id);
      }
      if (answer.statusCode() == 200) {
        Map<String, @Nullable Object> execution = object(answer.body(), "execution");
        if (execution.get("completedAt") != null) {
          return execution;
        }
      }
      if (System.nanoTime() > until) {
        throw new AssertionError("does not end: " + answer.body());
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static Map<String, @Nullable Object> object(String body, String member) {
    try {
      Map<String, @Nullable Object> whole =
          Objects.requireNonNull(Json.asObject(JsonText.readOwn(body)));
      return Objects.requireNonNull(Json.asObject(whole.get(member)));
    } catch (JsonSyntaxException e) {
      throw new AssertionError(body, e);
    }
  }
}
