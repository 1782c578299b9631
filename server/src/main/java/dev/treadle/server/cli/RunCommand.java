package dev.treadle.server.cli;

import dev.treadle.engine.run.Command.StartRun;
import dev.treadle.engine.run.Decision;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.postgres.access.Caller;
import dev.treadle.runtime.drive.Entry;
import dev.treadle.runtime.drive.Runs.Started;
import dev.treadle.runtime.drive.StartRequest;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.runtime.journal.Tail;
import dev.treadle.server.api.executions.ReadExecution;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.backend.BackendSettings;
import dev.treadle.server.backend.FirstOwner;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Json;
import dev.treadle.values.NodeId;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a workflow on the embedded engine and shows what happens. */
@Command(
    name = "run",
    description = {
      "Runs a workflow durably and shows what happened.",
      "Exit code 0: it completed. 1: it failed. 2: the definition or the input is wrong."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A workflow as JSON.")
  private @Nullable Path file;

  @Option(
      names = "--input",
      paramLabel = "JSON|@FILE",
      description = "The run's input, an object (default: {}).")
  private String input = "{}";

  @Option(names = "--trigger", paramLabel = "ID", description = "The trigger to start from.")
  private @Nullable String trigger;

  @Option(
      names = "--json",
      description = "Print one JSON object at the end: the execution, as the API gives it.")
  private boolean json;

  @Mixin private CommonOptions options = new CommonOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    WorkflowFile workflow = WorkflowFile.read(Terminal.given(file));
    PrintWriter lines = json ? Terminal.err(spec) : Terminal.out(spec);
    Map<String, @Nullable Object> given = readInput();
    if (!workflow.isValid(NodeTypesCommand.catalog().signatures(), lines)) {
      return Treadle.INVALID;
    }
    BackendSettings settings = options.backend(options.settings());
    FirstOwner owner = new FirstOwner(settings.owner(), line -> Terminal.err(spec).println(line));
    try (Backend backend = Backend.open(settings, owner)) {
      return run(backend, workflow, given, lines);
    }
  }

  private Map<String, @Nullable Object> readInput() {
    Object value;
    if (input.startsWith("@")) {
      value = WorkflowFile.readJson(Path.of(input.substring(1)));
    } else {
      try {
        value = JsonText.read(input);
      } catch (JsonSyntaxException e) {
        throw new InvalidInputException("--input is not JSON: " + e.getMessage());
      }
    }
    Map<String, @Nullable Object> object = Json.asObject(value);
    if (object == null) {
      throw new InvalidInputException("--input must be a JSON object, not " + Json.typeName(value));
    }
    return object;
  }

  private int run(
      Backend backend,
      WorkflowFile workflow,
      Map<String, @Nullable Object> given,
      PrintWriter lines)
      throws InterruptedException {
    Caller owner = backend.first().caller();
    CompiledVersion version = new KeepWorkflow(backend, owner).keep(workflow);
    ExecutionId id = new ExecutionId(backend.newId());
    RunReport report = new RunReport(version.workflow(), lines);
    StartRequest request =
        new StartRequest(
            id,
            owner.organization(),
            version,
            new StartRun(Optional.ofNullable(trigger).map(NodeId::new), given),
            Entry.usual(false));
    Tail.Subscription watching = backend.tail().watch(id, report::show);
    try {
      return switch (backend.runs().start(request)) {
        case Started.Refused refused -> throw refusal(refused.rejection());
        case Started.Going going -> {
          RunSummary run = going.ended().get();
          report.end(run, id);
          yield finish(backend, owner, id, run);
        }
      };
    } catch (ExecutionException e) {
      throw new IllegalStateException("the run could not go on: " + e.getCause(), e);
    } finally {
      watching.close();
    }
  }

  private static InvalidInputException refusal(Decision.Rejected rejection) {
    return new InvalidInputException(rejection.message());
  }

  private int finish(Backend backend, Caller owner, ExecutionId id, RunSummary run) {
    if (json) {
      PrintWriter out = Terminal.out(spec);
      ReadExecution.find(backend, owner.organization(), id, ReadExecution.PARTS)
          .ifPresent(execution -> out.println(Json.write(execution)));
      out.flush();
    }
    return run.status() == RunStatus.COMPLETED ? Treadle.OK : Treadle.FAILED;
  }
}
