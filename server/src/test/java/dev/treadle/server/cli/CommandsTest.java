package dev.treadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.values.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The commands as people and scripts use them: exit codes, and what is written where. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("a place beside the others")
class CommandsTest {
  private static final String WORKFLOW =
      """
      {"name": "From a file",
       "nodes": [
         {"id": "t", "type": "trigger"},
         {"id": "c", "type": "condition", "data": {"config": {"expression": "n > 1"}}},
         {"id": "good", "type": "output", "data": {"config": {"set": {"n": "{{ n }}"}}}},
         {"id": "bad", "type": "transform", "data": {"config": {"expression": "$error('no')"}}}],
       "edges": [
         {"source": "t", "target": "c"},
         {"source": "c", "target": "good", "sourceHandle": "true"},
         {"source": "c", "target": "bad", "sourceHandle": "false"}]}
      """;

  @TempDir private Path folder = Path.of("");

  private record Ended(int code, String out, String err) {}

  private Ended treadle(String... arguments) throws InterruptedException {
    try (Child child = Child.start(folder, Map.of(), arguments)) {
      int code = child.end(Duration.ofSeconds(60));
      return new Ended(code, child.output(), child.errors());
    }
  }

  private Ended run(Path file, String... more) throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("run", file.toString()));
    arguments.addAll(List.of("--data", folder.resolve("data").toString()));
    arguments.addAll(List.of(more));
    return treadle(arguments.toArray(String[]::new));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void runEndsWithTheCodeOfWhatBecameOfTheRun()
      throws IOException, InterruptedException, JsonSyntaxException {
    Path file = file("workflow.json", WORKFLOW);
    Ended good = run(file, "--input", "{\"n\":12345678901234567890.10}");
    assertThat(good.code).as(good.out + good.err).isZero();
    assertThat(good.out)
        .contains("Executing node: Unnamed Node", "COMPLETED", "duration", "tokens", "cost")
        .contains("{\"n\":12345678901234567890.10}")
        .doesNotContain("\u001b");

    Path input = file("input.json", "{\"n\": 2}");
    Ended json = run(file, "--input", "@" + input, "--json");
    assertThat(json.code).isZero();
    String last = json.out.lines().toList().getLast();
    Map<String, @Nullable Object> execution =
        Objects.requireNonNull(Json.asObject(JsonText.read(last)));
    assertThat(execution).containsEntry("status", "COMPLETED").containsKeys("nodes", "logs", "id");

    Ended failed = run(file, "--input", "{\"n\": 0}", "--json");
    assertThat(failed.code).isEqualTo(1);
    assertThat(failed.out.lines().toList().getLast()).contains("\"status\":\"FAILED\"");

    Ended noTrigger = run(file, "--trigger", "good");
    assertThat(noTrigger.code).isEqualTo(2);
    assertThat(noTrigger.err).contains("good");
  }

  @Test
  void whatIsWrongWithADefinitionStandsOnLinesOfItsOwn() throws IOException, InterruptedException {
    Path file =
        file(
            "wrong.json",
            "{\"nodes\":[{\"id\":\"a\",\"type\":\"no\"},{\"id\":\"a\",\"type\":\"output\"}],"
                + "\"edges\":[{\"source\":\"a\",\"target\":\"z\"}]}");
    Ended validated = treadle("validate", file.toString());
    Ended ran = run(file);
    for (Ended ended : List.of(validated, ran)) {
      assertThat(ended.code).isEqualTo(2);
      assertThat(ended.out.lines())
          .anyMatch(line -> line.startsWith("error /nodes "))
          .anyMatch(line -> line.startsWith("error /nodes/0/type "))
          .anyMatch(line -> line.startsWith("error /nodes/1/id "))
          .anyMatch(line -> line.startsWith("error /edges/0/target "));
    }
    assertThat(folder.resolve("data")).doesNotExist();
    Ended valid = treadle("validate", file("right.json", WORKFLOW).toString());
    assertThat(valid.code).isZero();
    assertThat(valid.out).startsWith("valid ");
  }

  @Test
  void wrongInputIsSaidInASentenceWithCode2() throws IOException, InterruptedException {
    Path file = file("workflow.json", WORKFLOW);
    for (String[] more :
        new String[][] {
          {"--input", "{"},
          {"--input", "[]"},
          {"--input", "@" + folder.resolve("none")},
          {"--inputs"}
        }) {
      Ended ended = run(file, more);
      assertThat(ended.code).as(ended.err).isEqualTo(2);
      assertThat(ended.err).isNotBlank().doesNotContain("\tat ");
    }
    assertThat(run(folder.resolve("none.json")).code).isEqualTo(2);
    assertThat(run(file("list.json", "[]")).code).isEqualTo(2);
    assertThat(run(file("text.json", "no json")).code).isEqualTo(2);
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void theProgramSaysWhatItIsAndWhatItKnows() throws InterruptedException {
    assertThat(treadle("--version").out).startsWith("treadle ");
    assertThat(treadle("node-types").out).contains("trigger", "integration", "aiAgent");
    assertThat(treadle("node-types", "--json").out).startsWith("{\"nodeTypes\":[");
    Ended nothing = treadle();
    assertThat(nothing.code).isEqualTo(2);
    assertThat(treadle("nonsense").code).isEqualTo(2);
  }
}
