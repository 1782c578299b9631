package dev.treadle.server.faults;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.server.cli.Child;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Callers who start runs at all replicas, one after the other, and what they were promised. */
final class Callers implements AutoCloseable {
  static final String BASE = "/api/v1/ai-hub";

  /** A balancer that asks ten times a second who is ready. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Cluster cluster;
  private final Set<ExecutionId> accepted = ConcurrentHashMap.newKeySet();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Set<Integer> ready = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean done;

  Callers(Cluster cluster) {
    this.cluster = cluster;
  }

  Set<ExecutionId> accepted() {
    return Set.copyOf(accepted);
  }

  /** What was answered with anything but 2xx, or not at all. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  HttpResponse<String> call(int replica, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(cluster.address(replica) + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + Child.KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  String workflow(String nodes, String edges) throws IOException, InterruptedException {
    String body = "{\"name\":\"Load\",\"nodes\":" + nodes + ",\"edges\":" + edges + "}";
    HttpResponse<String> created = call(0, "POST", BASE + "/workflows", body);
    if (created.statusCode() != 201) {
      throw new AssertionError(created.body());
    }
    return String.valueOf(object(created.body(), "workflow").get("id"));
  }

  /** Starts runs at a replica that is chosen by chance, with a pause between two. */
  void begin(int callers, List<String> workflows, Duration pause) {
    for (int i = 0; i < cluster.size(); i++) {
      int replica = i;
      threads.add(Thread.ofVirtual().start(() -> followReadiness(replica)));
    }
    for (int i = 0; i < callers; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int n = 0; !done; n++) {
                      execute(workflows.get(n % workflows.size()));
                      LockSupport.parkNanos(pause.toNanos());
                    }
                  }));
    }
  }

  private void followReadiness(int replica) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(cluster.address(replica) + "/health/ready"))
            .timeout(LOOK.multipliedBy(10))
            .build();
    while (!done) {
      try {
        if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
          ready.add(replica);
        } else {
          ready.remove(replica);
        }
      } catch (IOException e) {
        ready.remove(replica);
      } catch (InterruptedException e) {
        return;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** The replicas that say that they can take work, as of a moment ago. */
  Set<Integer> ready() {
    return Set.copyOf(ready);
  }

  private void execute(String workflow) {
    List<Integer> choice = List.copyOf(ready);
    if (choice.isEmpty()) {
      return;
    }
    int replica = choice.get(ThreadLocalRandom.current().nextInt(choice.size()));
    execute(replica, workflow);
  }

  /** Starts a run at one replica, whether or not it is ready. */
  void execute(int replica, String workflow) {
    String path = BASE + "/workflows/" + workflow + "/execute";
    try {
      HttpResponse<String> answer = call(replica, "POST", path, "{\"input\":{\"n\":1}}");
      if (answer.statusCode() / 100 == 2) {
        String id = String.valueOf(object(answer.body(), "execution").get("id"));
        accepted.add(new ExecutionId(UUID.fromString(id)));
      } else {
        failures.add(replica + " " + answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      failures.add(replica + " " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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

  /** Nobody starts anything any more, and everybody has their answer. */
  void end() throws InterruptedException {
    done = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() {
    done = true;
    client.shutdownNow();
  }
}
