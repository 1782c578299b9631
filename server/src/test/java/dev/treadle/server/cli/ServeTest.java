package dev.treadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.values.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The server as a process: killed, told to stop, started twice. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("a place beside the others")
class ServeTest {
  private static final int RUNS = 300;

  @TempDir private Path folder = Path.of("");

  private static String q(String text) {
    return text.replace('\'', '"');
  }

  /** Without effects, waiting for the clock, and with effects. */
  private static List<String> workflows(Load load, String address, Sink sink)
      throws IOException, InterruptedException {
    String trigger = "[{'id':'t','type':'trigger'},";
    String line = "[{'source':'t','target':'a'},{'source':'a','target':'b'}]";
    String call =
        "'type':'integration','data':{'config':{'connector':'http','operation':'request',"
            + "'parameters':{'method':'POST','url':'"
            + sink.url()
            + "','body':{'n':'{{ n }}'}}}}}";
    return List.of(
        load.workflow(
            address,
            q(
                trigger
                    + "{'id':'a','type':'transform','data':{'config':{'set':{'m':'{{ n + 1 }}'}}}},"
                    + "{'id':'b','type':'output'}]"),
            q(line)),
        load.workflow(
            address,
            q(
                trigger
                    + "{'id':'a','type':'wait','data':{'config':{'duration':'PT2S'}}},"
                    + "{'id':'b','type':'output'}]"),
            q(line)),
        load.workflow(
            address, q(trigger + "{'id':'a'," + call + ",{'id':'b'," + call + "]"), q(line)));
  }

  private static List<Thread> begin(Load load, String address, List<String> workflows, int runs) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      String workflow = workflows.get(i % workflows.size());
      threads.add(Thread.ofVirtual().start(() -> load.execute(address, workflow)));
    }
    return threads;
  }

  private static void await(Load load, int accepted) {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (load.accepted().size() < accepted && System.nanoTime() < until) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void aKilledServerLosesNoneOfThreeHundredRuns() throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Load load = new Load();
    try (Sink sink = Sink.open()) {
      try (Child first = Child.serve(folder, data)) {
        String address = first.address();
        List<String> workflows = workflows(load, address, sink);
        List<Thread> threads = begin(load, address, workflows, RUNS);
        await(load, ThreadLocalRandom.current().nextInt(RUNS / 3, RUNS));
        first.kill();
        join(threads);
      }
      try (Child second = Child.serve(folder, data)) {
        String address = second.address();
        Set<String> resumed = new HashSet<>();
        for (String id : load.accepted()) {
          Map<String, @Nullable Object> execution = load.ending(address, id);
          assertThat(execution).containsEntry("status", "COMPLETED");
          if (checkJournal(execution)) {
            resumed.add(id);
          }
        }
        assertThat(load.accepted()).hasSizeGreaterThanOrEqualTo(RUNS / 3);
        sink.deliveries().forEach((key, count) -> checkDelivery(key, count, resumed, load));
      }
    }
  }

  /** No entry is missing, and no node completed twice; whether the run was resumed. */
  private static boolean checkJournal(Map<String, @Nullable Object> execution) {
    List<?> logs = (List<?>) Objects.requireNonNull(execution.get("logs"));
    Map<Object, Integer> completions = new HashMap<>();
    boolean resumed = false;
    for (int i = 0; i < logs.size(); i++) {
      Map<String, @Nullable Object> entry = Objects.requireNonNull(Json.asObject(logs.get(i)));
      assertThat(entry).containsEntry("seq", i + 1);
      String message = String.valueOf(entry.get("message"));
      resumed |= message.startsWith("Execution resumed");
      if (message.startsWith("Node completed")) {
        completions.merge(Objects.requireNonNull(entry.get("nodeId")), 1, Integer::sum);
      }
    }
    assertThat(completions.values()).containsOnly(1);
    assertThat(completions).hasSize(3);
    return resumed;
  }

  private static void checkDelivery(String key, int count, Set<String> resumed, Load load) {
    assertThat(key).matches("[0-9a-f-]{36}/[ab]/0");
    String execution = key.substring(0, 36);
    if (load.accepted().contains(execution) && !resumed.contains(execution)) {
      assertThat(count).as(key).isEqualTo(1);
    }
    assertThat(count).as(key).isBetween(1, 2);
  }

  @Test
  void sigtermUnderLoadLosesNothingAndEndsSoon() throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Load load = new Load();
    try (Sink sink = Sink.open()) {
      try (Child first = Child.serve(folder, data)) {
        String address = first.address();
        List<String> workflows = workflows(load, address, sink);
        List<Thread> threads = begin(load, address, workflows, RUNS);
        await(load, RUNS / 3);
        long database = postmaster(data);
        first.process().destroy();
        assertThat(first.end(Duration.ofSeconds(15))).isIn(0, 143);
        assertThat(ProcessHandle.of(database)).isEmpty();
        join(threads);
      }
      try (Child second = Child.serve(folder, data)) {
        String address = second.address();
        for (String id : load.accepted()) {
          assertThat(load.ending(address, id)).containsEntry("status", "COMPLETED");
        }
      }
      assertThat(sink.deliveries().values()).containsOnly(1);
    }
  }

  private static long postmaster(Path data) throws IOException {
    try (Stream<Path> files =
        Files.find(data, 3, (path, about) -> path.endsWith("postmaster.pid"))) {
      return Long.parseLong(Files.readAllLines(files.findFirst().orElseThrow()).getFirst().strip());
    }
  }

  @Test
  void aKilledDatabaseIsAnsweredWith503AndComesBack() throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Load load = new Load();
    try (Sink sink = Sink.open();
        Child server = Child.serve(folder, data)) {
      String address = server.address();
      List<String> workflows = workflows(load, address, sink);
      List<Thread> threads = begin(load, address, workflows, 60);
      await(load, 20);
      ProcessHandle.of(postmaster(data)).orElseThrow().destroyForcibly();
      join(threads);
      long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (load.call(address, "GET", "/health/ready", "").statusCode() != 200
          && System.nanoTime() < until) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
      assertThat(load.accepted()).hasSizeGreaterThanOrEqualTo(20);
      for (String id : load.accepted()) {
        assertThat(load.ending(address, id)).containsEntry("status", "COMPLETED");
      }
      assertThat(server.errors()).contains("the database ended by itself");
    }
  }

  @Test
  void aSecondServerOnTheSameFolderIsRefusedWithASentence()
      throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    try (Child first = Child.serve(folder, data)) {
      String address = first.address();
      assertThat(first.output()).doesNotContain("password", Child.KEY);
      try (Child second = Child.serve(folder, data)) {
        assertThat(second.end(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(second.errors().lines()).hasSize(1);
        assertThat(second.errors()).startsWith("treadle: ").contains(data.toString());
      }
      assertThat(new Load().call(address, "GET", "/health/ready", "").statusCode()).isEqualTo(200);
    }
  }
}
