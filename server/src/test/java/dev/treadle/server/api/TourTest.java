package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/api.md} does what it says: its commands are run, its outputs compared. */
class TourTest {
  private static final Pattern FENCE =
      Pattern.compile(
          "^```sh\\n(.*?)^```\\n(?:\\n```(?:json|text)\\n(.*?)^```\\n)?",
          Pattern.MULTILINE | Pattern.DOTALL);

  /** Commands, and what they print; an ellipsis in it stands for anything. */
  private record Step(String commands, String output) {
    Pattern expected() {
      return Pattern.compile(
          Stream.of(output.strip().split("…", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(".*")),
          Pattern.DOTALL);
    }
  }

  @Test
  void everyCommandPrintsWhatThePageSays(@TempDir Path folder) throws Exception {
    String page = Files.readString(Path.of("..", "docs", "api.md"));
    List<Step> steps = new ArrayList<>();
    Matcher fences = FENCE.matcher(page);
    while (fences.find()) {
      steps.add(new Step(fences.group(1), fences.group(2) == null ? "" : fences.group(2)));
    }
    assertThat(steps).hasSizeGreaterThan(6);
    run(steps, folder);
    for (int i = 0; i < steps.size(); i++) {
      String printed = Files.readString(folder.resolve(i + ".txt")).replace("\r", "").strip();
      assertThat(printed).as(steps.get(i).commands()).matches(steps.get(i).expected());
    }
  }

  /** All in one shell, as a reader would: what one step names, the next ones use. */
  private static void run(List<Step> steps, Path folder) throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder("set -eu\n");
    for (int i = 0; i < steps.size(); i++) {
      script.append("{\n").append(steps.get(i).commands()).append("} > ").append(i);
      script.append(".txt 2>&1\n");
    }
    String here =
        script
            .toString()
            .replace("http://localhost:8080", "http://127.0.0.1:" + Api.shared().port())
            .replace("trd_try_it_out", Api.KEY);
    Path file = Files.writeString(folder.resolve("tour.sh"), here);
    Process shell =
        new ProcessBuilder("bash", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("shell.txt").toFile())
            .start();
    assertThat(shell.waitFor(Duration.ofSeconds(60))).isTrue();
    assertThat(shell.exitValue()).as(Files.readString(folder.resolve("shell.txt"))).isZero();
  }
}
