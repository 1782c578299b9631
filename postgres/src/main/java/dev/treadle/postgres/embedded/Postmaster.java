package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server.
 *
 * @param process the postmaster itself: every word before it on the command line execs the next
 */
record Postmaster(Process process, int port) {

  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
  private static final Duration POLL = Duration.ofMillis(3);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(50);
  private static final Duration ATTEMPTS = Duration.ofSeconds(10);
  private static final Duration FAST = Duration.ofSeconds(30);
  private static final Duration IMMEDIATE = Duration.ofSeconds(10);
  private static final Duration LOG_CHECK = Duration.ofSeconds(10);

  /** Everything a start needs. */
  record Launch(
      DataDirectory data,
      Binaries binaries,
      Account account,
      Settings settings,
      ServerLog log,
      Spawner spawner) {}

  /** Starts, and returns when connections are accepted. */
  static Postmaster start(Launch launch) throws IOException, InterruptedException {
    return start(launch, 0);
  }

  /**
   * Starts again after it was lost, where its clients expect it.
   *
   * @param port 0 for any that is free
   */
  static Postmaster start(Launch launch, int port) throws IOException, InterruptedException {
    Deadline attempts = Deadline.in(ATTEMPTS);
    while (true) {
      long before = launch.log().size();
      Postmaster postmaster = launch(launch, port == 0 ? freePort() : port);
      if (postmaster.becomesReady(launch)) {
        launch.spawner().every(LOG_CHECK, () -> trim(launch.log()));
        return postmaster;
      }
      String output = launch.log().since(before);
      if (attempts.passed() || !worthAnother(output)) {
        throw new EmbeddedPostgresException(
            "PostgreSQL did not start in " + launch.data().database() + ": " + output);
      }
      postmaster.process.waitFor(BETWEEN_ATTEMPTS);
    }
  }

  /** Fast shutdown, then immediate shutdown, then the kill; returns when it has ended. */
  void stop() throws IOException, InterruptedException {
    if (process.isAlive()) {
      Signals.INT.send(process.pid());
      if (!process.waitFor(FAST)) {
        LOG.warn("the database does not stop, ending it at once; its next start recovers");
        Signals.QUIT.send(process.pid());
        if (!process.waitFor(IMMEDIATE)) {
          process.destroyForcibly().waitFor();
        }
      }
    }
  }

  private static Postmaster launch(Launch launch, int port) throws IOException {
    Stream<String> server =
        Stream.of(
            launch.binaries().postgres().toString(), "-D", launch.data().database().toString());
    Stream<String> parameters = Parameters.arguments(port, launch.settings().parameters()).stream();
    Process process =
        launch
            .spawner()
            .spawn(
                launch.account().command(Stream.concat(server, parameters)),
                launch.data().database(),
                Redirect.appendTo(launch.log().file().toFile()));
    return new Postmaster(process, port);
  }

  /** False when it ended instead. */
  private boolean becomesReady(Launch launch) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(launch.settings().patience());
    try {
      while (!process.waitFor(POLL)) {
        boolean ready =
            PostmasterPid.read(launch.data().postmasterPid())
                .filter(file -> file.ready() && file.pid() == process.pid())
                .isPresent();
        if (ready) {
          return true;
        }
        if (deadline.passed()) {
          throw new EmbeddedPostgresException(
              "PostgreSQL was not ready within "
                  + launch.settings().patience().toSeconds()
                  + " seconds; its log is "
                  + launch.log().file()
                  + ".");
        }
      }
      return false;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      stop();
      throw failure;
    }
  }

  /** Somebody took the port between us and it, or backends of a killed postmaster linger. */
  private static boolean worthAnother(String output) {
    return output.contains("could not create any TCP/IP sockets")
        || output.contains("pre-existing shared memory block")
        || output.contains("lock file \"postmaster.pid\" already exists");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void trim(ServerLog log) {
    try {
      log.trim();
    } catch (IOException failure) {
      LOG.warn("the log of the database could not be shortened", failure);
    }
  }
}
