package dev.treadle.server.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program. */
@Command(
    name = "treadle",
    description = "Runs workflows durably.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      ValidateCommand.class,
      ServeCommand.class,
      NodeTypesCommand.class,
      AuditCommand.class
    })
public final class Treadle implements Callable<Integer> {
  /** Everything went as asked. */
  static final int OK = 0;

  /** The run failed. */
  static final int FAILED = 1;

  /** The definition, the input or the command line is wrong. */
  static final int INVALID = 2;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec known = Objects.requireNonNull(spec);
    throw new ParameterException(known.commandLine(), "Say what to do.");
  }

  /** Runs one command and ends the process with its code. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  static int execute(String... arguments) {
    return new CommandLine(new Treadle())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler(new Complaints())
        .execute(arguments);
  }
}
