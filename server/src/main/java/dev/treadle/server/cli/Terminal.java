package dev.treadle.server.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where commands write, and whether somebody watches. */
final class Terminal {
  private static final String RESET = "\u001b[0m";

  private Terminal() {}

  static PrintWriter out(@Nullable CommandSpec spec) {
    return given(spec).commandLine().getOut();
  }

  static PrintWriter err(@Nullable CommandSpec spec) {
    return given(spec).commandLine().getErr();
  }

  /** Fills in for the parser of the command line, which has set the field by now. */
  static <T> T given(@Nullable T option) {
    return Objects.requireNonNull(option);
  }

  /** A terminal shows colours; a file or a pipe gets plain lines. */
  static boolean isWatched() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        && System.getenv("NO_COLOR") == null;
  }

  /** Colours of node and run states. */
  static String coloured(String status, String text) {
    if (!isWatched()) {
      return text;
    }
    String colour =
        switch (status) {
          case "COMPLETED" -> "\u001b[32m";
          case "FAILED" -> "\u001b[31m";
          case "SKIPPED", "CANCELLED" -> "\u001b[90m";
          case "WAITING" -> "\u001b[33m";
          default -> "\u001b[36m";
        };
    return colour + text + RESET;
  }
}
