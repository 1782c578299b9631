package dev.treadle.server.cli;

import dev.treadle.server.ServerApplication;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.backend.BackendSettings;
import dev.treadle.server.backend.FirstOwner;
import dev.treadle.server.backend.Settings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the HTTP API until it is told to stop. */
@Command(
    name = "serve",
    description = "Serves the HTTP API and runs workflows until it is stopped.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  /** Load balancers that ask once a second, or are told by the orchestrator, have heard by then. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  @Option(names = "--port", description = "Where to listen, 0 for any (default: 8080).")
  private int port = 8080;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "The address to listen at (default: 127.0.0.1).")
  private String host = "127.0.0.1";

  @Mixin private CommonOptions options = new CommonOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Terminal.out(spec);
    Settings settings = options.settings();
    ApiSettings api =
        new ApiSettings(
            settings.positive("treadle.limits.body", ApiSettings.BODY_LIMIT),
            AuthOptions.read(settings),
            settings.flag("treadle.http.behind-proxy"));
    Duration grace = settings.duration("treadle.shutdown.grace", GRACE);
    BackendSettings backendSettings = options.backend(settings);
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndWait(stop, stopped), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (Backend backend =
        Backend.open(backendSettings, new FirstOwner(backendSettings.owner(), out::println))) {
      try (ConfigurableApplicationContext server =
          ServerApplication.start(backend, api, host, port)) {
        out.println(
            "Treadle serves http://"
                + host
                + ":"
                + ServerApplication.port(server)
                + ApiSettings.BASE);
        out.flush();
        stop.await();
        depart(backend, grace);
      }
    } finally {
      stopped.countDown();
    }
    return Treadle.OK;
  }

  /**
   * Whoever follows readiness goes elsewhere before the door closes. With a database of its own
   * there is no elsewhere.
   */
  private static void depart(Backend backend, Duration grace) {
    backend.depart();
    if (backend.embeddedPort().isEmpty()) {
      long until = System.nanoTime() + grace.toNanos();
      while (System.nanoTime() - until < 0) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
    }
    backend.lastCall();
  }

  private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
