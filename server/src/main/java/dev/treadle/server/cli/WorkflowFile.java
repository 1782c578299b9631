package dev.treadle.server.cli;

import dev.treadle.engine.workflow.Definition;
import dev.treadle.engine.workflow.Limits;
import dev.treadle.engine.workflow.Parsed;
import dev.treadle.engine.workflow.Problem;
import dev.treadle.engine.workflow.Problem.Severity;
import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A workflow in a file: a definition, with or without the name and the rest of a workflow. */
record WorkflowFile(Path path, Map<String, @Nullable Object> workflow) {
  private static final int LONGEST_NAME = 100;

  static WorkflowFile read(Path path) {
    Object value = readJson(path);
    Map<String, @Nullable Object> workflow = Json.asObject(value);
    if (workflow == null) {
      throw new InvalidInputException(
          path + " holds no workflow: a JSON object with nodes and edges");
    }
    return new WorkflowFile(path, workflow);
  }

  static @Nullable Object readJson(Path path) {
    try {
      return JsonText.read(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new InvalidInputException("cannot read " + path + ": " + reason(e));
    } catch (JsonSyntaxException e) {
      throw new InvalidInputException(path + " is not JSON: " + e.getMessage());
    }
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : String.valueOf(e.getMessage());
  }

  /** Validates the definition and prints each problem on a line of its own. */
  boolean isValid(Map<String, NodeSignature> types, PrintWriter out) {
    Parsed parsed = Definition.parse(workflow, types, Limits.NONE);
    for (Problem problem : parsed.problems()) {
      String word = problem.severity().name().toLowerCase(Locale.ROOT);
      String pointer = problem.pointer().isEmpty() ? "/" : problem.pointer();
      out.println(word + " " + pointer + " " + problem.code() + " " + problem.message());
    }
    out.flush();
    return parsed.problems().stream().noneMatch(p -> p.severity() == Severity.ERROR);
  }

  /** What is kept of it. */
  Content content() {
    return new Content(
        name(),
        Optional.empty(),
        Json.write(workflow.getOrDefault("nodes", List.of())),
        Json.write(workflow.getOrDefault("edges", List.of())),
        Json.write(Optional.ofNullable(workflow.get("variables")).orElse(Map.of())),
        "1.0.0",
        List.of("cli"));
  }

  /** The name in the file, or else the file's. */
  String name() {
    String name =
        workflow.get("name") instanceof String given && !given.isBlank()
            ? given
            : String.valueOf(path.getFileName()).replaceFirst("\\.json$", "");
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
  }
}
