package dev.treadle.server.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Validates a definition: every problem at once, each on a line with its place. */
@Command(
    name = "validate",
    description = "Says everything that is wrong with a workflow.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A workflow as JSON.")
  private @Nullable Path file;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Terminal.out(spec);
    WorkflowFile workflow = WorkflowFile.read(Terminal.given(file));
    boolean valid = workflow.isValid(NodeTypesCommand.catalog().signatures(), out);
    if (valid) {
      out.println("valid " + workflow.path());
    }
    out.flush();
    return valid ? Treadle.OK : Treadle.INVALID;
  }
}
