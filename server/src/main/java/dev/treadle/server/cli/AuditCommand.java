package dev.treadle.server.cli;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.postgres.audit.AuditChain;
import dev.treadle.values.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at what was recorded of an organization, without a server. */
@Command(
    name = "audit",
    description = "Checks what was recorded of an organization.",
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(Terminal.given(spec).commandLine(), "Say what to do: verify.");
  }

  /** Checks a chain; the first entry that breaks it is named. */
  @Command(
      name = "verify",
      description = {
        "Checks the entries that GET /audit?format=jsonl gave.",
        "Exit code 0: nothing was changed. 1: the chain is broken. 2: the file cannot be read."
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(paramLabel = "FILE", description = "An entry a line, the oldest first.")
          Path file,
      @Option(
              names = "--head",
              paramLabel = "HASH",
              description = "The hash of an entry that must be there, to find a cut-off end.")
          @Nullable String head) {
    PrintWriter out = Terminal.out(spec);
    AuditChain chain = new AuditChain();
    Optional<String> broken = check(file, chain, Optional.ofNullable(head));
    out.println(
        broken.orElseGet(
            () -> "whole: " + chain.length() + " entries, the last with hash " + chain.head()));
    out.flush();
    return broken.isPresent() ? Treadle.FAILED : Treadle.OK;
  }

  private static Optional<String> check(Path file, AuditChain chain, Optional<String> head) {
    boolean headSeen = head.isEmpty();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<String> broken = entry(line).map(chain::add).orElse(Optional.of("it is no entry"));
        if (broken.isPresent()) {
          return Optional.of("broken at entry " + (chain.length() + 1) + ": " + broken.get());
        }
        headSeen = headSeen || head.get().equalsIgnoreCase(chain.head());
      }
    } catch (IOException e) {
      throw new InvalidInputException("cannot read " + file + ": " + e.getMessage());
    }
    return headSeen
        ? Optional.empty()
        : Optional.of("broken after entry " + chain.length() + ": the given head does not come");
  }

  private static Optional<Map<String, @Nullable Object>> entry(String line) {
    try {
      return Optional.ofNullable(Json.asObject(JsonText.read(line)));
    } catch (JsonSyntaxException e) {
      return Optional.empty();
    }
  }
}
