package dev.treadle.server.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.values.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every command of the README's table of examples as a process, and compares the outputs. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("a place beside the others")
class ExamplesTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([A-Z_=0-9./ ]*)\\./treadle (run .*?)`.*?\\| [^`]*`(\\{.*})` \\|$");

  private static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir private static Path data;
  private static Process standIn;
  private static String model = "";

  @BeforeAll
  static void startTheStandInForAModel() throws IOException {
    standIn =
        new ProcessBuilder(JAVA, "examples/ModelStandIn.java", "0")
            .directory(ROOT.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = standIn.inputReader(StandardCharsets.UTF_8);
    model = said.readLine();
  }

  @AfterAll
  static void stopTheStandIn() {
    standIn.destroy();
  }

  static Stream<Arguments> documented() throws IOException {
    List<Arguments> rows =
        Files.readAllLines(ROOT.resolve("README.md")).stream()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .map(row -> Arguments.of(row.group(1), row.group(2), row.group(3)))
            .toList();
    assertThat(rows).hasSize(6);
    return rows.stream();
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("documented")
  void givesTheDocumentedOutput(String environment, String command, String output)
      throws IOException, InterruptedException, JsonSyntaxException {
    String program = JAVA + " -cp '" + System.getProperty("java.class.path") + "'";
    String line =
        environment
            + program
            + " dev.treadle.server.cli.Treadle "
            + command
            + " --data '"
            + data
            + "'";
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", line).directory(ROOT.toFile());
    shell.environment().put("TREADLE_AI_BASE_URL", model);
    shell.environment().put("TREADLE_AI_MODEL", "stand-in");
    Process run = shell.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(run.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(run.exitValue()).as(said).isZero();
    String printed =
        said.lines().filter(l -> l.startsWith("output ")).findFirst().orElseThrow().substring(10);
    assertThat(Json.equal(JsonText.read(printed), JsonText.read(output))).as(printed).isTrue();
  }
}
