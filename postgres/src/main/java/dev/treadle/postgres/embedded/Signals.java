package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Signals which the JDK cannot send; kill is built into every shell. */
enum Signals {
  /** Fast shutdown: ends sessions, writes a checkpoint. */
  INT,
  /** Immediate shutdown: the next start recovers. */
  QUIT;

  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Nothing happens when the process is gone. */
  void send(long pid) throws IOException, InterruptedException {
    List<String> command = List.of("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", name(), "" + pid);
    Process kill =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!kill.waitFor(LIMIT)) {
      kill.destroyForcibly();
    }
  }
}
