package dev.treadle.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.engine.workflow.Definition;
import dev.treadle.engine.workflow.Limits;
import dev.treadle.engine.workflow.Node;
import dev.treadle.engine.workflow.Parsed;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.node.JsonText;
import dev.treadle.values.Effect;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Handles;
import dev.treadle.values.Json;
import dev.treadle.values.NodeId;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Journals as they may stand in databases. They fold to the same end for ever: a test that fails
 * here is never mended by changing its file.
 */
class GoldenJournalTest {
  private static final Map<String, NodeSignature> TYPES =
      Stream.of(
              type("trigger", Role.TRIGGER, Effect.PURE, "out"),
              type("step", Role.STEP, Effect.PURE, "out"),
              type("effect", Role.STEP, Effect.EFFECTFUL, "out"),
              type("loop", Role.STEP, Effect.COMPOSITE, "out"),
              type("wait", Role.STEP, Effect.WAITS, "out"),
              type("approval", Role.STEP, Effect.WAITS, "approved", "rejected", "timeout"),
              type("condition", Role.STEP, Effect.PURE, "true", "false"),
              type("output", Role.OUTPUT, Effect.PURE, "out"))
          .collect(Collectors.toUnmodifiableMap(NodeSignature::type, type -> type));

  private static NodeSignature type(String name, Role role, Effect effect, String... handles) {
    Handles all = new Handles(List.of(handles), handles[0]);
    Schema.Members config = new Schema.Members(List.of(), List.of());
    return new NodeSignature(name, role, effect, config, ignored -> all, ignored -> List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "merge",
        "errors",
        "waiting",
        "poison",
        "merge-2",
        "errors-2",
        "waiting-2",
        "poison-2",
        "loops",
        "answers",
        "answers-2",
        "children"
      })
  void foldsToTheEndThatItAlwaysHad(String name) throws Exception {
    Map<String, @Nullable Object> golden = read(name);
    Run run = Run.of(workflow(golden));
    for (Object frame : frames(golden)) {
      EventCodec.read(execution(golden), Json.write(frame)).forEach(run::apply);
    }
    assertThat(Json.write(Json.sorted(end(run))))
        .isEqualTo(Json.write(Json.sorted(golden.get("end"))));
  }

  @Test
  void theElementsOfALoopAreFoldedFromItsIterations() throws Exception {
    Map<String, @Nullable Object> golden = read("loops");
    Run run = Run.of(workflow(golden));
    for (Object frame : frames(golden)) {
      EventCodec.read(execution(golden), Json.write(frame)).forEach(run::apply);
    }
    Object result = run.node(run.workflow().indexOf(new NodeId("each"))).result();
    assertThat(Json.write(result)).isEqualTo(Json.write(golden.get("resultOfEach")));
  }

  /**
   * Those without a number, save loops, are of before the two most frequent events had a shorter
   * form.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"merge-2", "errors-2", "waiting-2", "poison-2", "loops", "answers-2", "children"})
  void isWrittenTodayAsItWasThen(String name) throws Exception {
    Map<String, @Nullable Object> golden = read(name);
    for (Object frame : frames(golden)) {
      List<Event> events = EventCodec.read(execution(golden), Json.write(frame));
      assertThat(EventCodec.write(execution(golden), events)).isEqualTo(Json.write(frame));
    }
  }

  private static Map<String, @Nullable Object> read(String name) throws Exception {
    try (InputStream file =
        GoldenJournalTest.class.getResourceAsStream("/golden/" + name + ".json")) {
      String text = new String(present(file).readAllBytes(), StandardCharsets.UTF_8);
      return present(Json.asObject(JsonText.read(text)));
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  /** The run, where the file names one. */
  private static ExecutionId execution(Map<String, @Nullable Object> golden) {
    Object id = golden.getOrDefault("execution", "00000000-0000-4000-8000-000000000000");
    return new ExecutionId(UUID.fromString(String.valueOf(id)));
  }

  private static List<@Nullable Object> frames(Map<String, @Nullable Object> golden) {
    return present(Json.asArray(golden.get("frames")));
  }

  private static Workflow workflow(Map<String, @Nullable Object> golden) {
    Parsed parsed = Definition.parse(golden.get("definition"), TYPES, Limits.NONE);
    return switch (parsed) {
      case Parsed.Valid valid -> valid.workflow();
      case Parsed.Invalid invalid -> throw new AssertionError(invalid.problems().toString());
    };
  }

  private static Map<String, @Nullable Object> end(Run run) {
    RunSummary summary = run.summary();
    Map<String, @Nullable Object> end = new LinkedHashMap<>();
    end.put("status", summary.status().name());
    end.put("output", summary.output().orElse(null));
    end.put("error", summary.error().orElse(null));
    end.put("nodesExecuted", summary.nodesExecuted());
    end.put("tokens", summary.usage().tokens());
    end.put("cost", summary.usage().cost().toString());
    end.put("startedAt", summary.startedAt().map(Instant::toString).orElse(null));
    end.put("endedAt", summary.endedAt().map(Instant::toString).orElse(null));
    Map<String, @Nullable Object> nodes = new LinkedHashMap<>();
    for (Node node : run.workflow().nodes()) {
      nodes.put(node.id().value(), run.node(node.index()).status().name());
    }
    end.put("nodes", nodes);
    return end;
  }

  private static <T> T present(@Nullable T value) {
    return Objects.requireNonNull(value);
  }
}
