package dev.treadle.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long the program takes to begin, and how much memory it then holds. */
final class StartFigures {
  private static final int TIMES = 5;

  private final Path home;

  StartFigures(Path home) {
    this.home = home;
  }

  void print() throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.make()) {
      // Builds what is not built, unpacks PostgreSQL and makes the cluster.
      double first = run(scratch.folder());
      List<Double> runs = new ArrayList<>();
      List<Double> serves = new ArrayList<>();
      List<Double> resident = new ArrayList<>();
      Table table = new Table("time", "run s", "serve until ready s", "resident set MiB");
      for (int i = 0; i < TIMES; i++) {
        runs.add(run(scratch.folder()));
        long start = System.nanoTime();
        try (ServerProcess server = ServerProcess.start(home, scratch.folder())) {
          awaitReady(server.port());
          serves.add((System.nanoTime() - start) / 1e9);
          resident.add(server.residentMebibytes());
        }
        table.row(i + 1, runs.getLast(), serves.getLast(), resident.getLast());
      }
      table.row("median", Sample.median(runs), Sample.median(serves), Sample.median(resident));
      table.print();
      System.out.printf("first run, with an empty data directory: %.1f s%n", first);
    }
  }

  private double run(Path data) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process run =
        ServerProcess.launch(
            home,
            data,
            "run",
            home.resolve("examples/lead-qualification.json").toString(),
            "--input",
            "{\"name\":\"Ada\",\"country\":\"US\",\"score\":80}");
    run.getInputStream().readAllBytes();
    if (run.waitFor() != 0) {
      throw new IOException("the run failed");
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static void awaitReady(int port) throws IOException {
    byte[] ready = HttpConnection.request("GET", "/health/ready", "");
    try (HttpConnection connection = new HttpConnection(port)) {
      for (int attempt = 0; attempt < 1_000; attempt++) {
        if (connection.exchange(ready).status() == 200) {
          return;
        }
      }
    }
    throw new IOException("the server did not get ready");
  }
}
