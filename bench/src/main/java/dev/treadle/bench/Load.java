package dev.treadle.bench;

import dev.treadle.bench.HttpConnection.Answer;
import dev.treadle.bench.Leads.Lead;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A closed loop of some connections, each with one request in flight, for a bounded time.
 *
 * @param connections how many, each with a thread of its own
 */
record Load(Leads leads, int port, int connections) {
  /** More than a connection can send in the longest window. */
  private static final int MOST = 500_000;

  /**
   * What came of it.
   *
   * @param millis how long each request took
   * @param kept a sample of the runs that were answered, and their outputs
   */
  record Result(double seconds, Sample millis, int errors, List<Kept> kept) {
    double perSecond() {
      return (millis.count() - errors) / seconds;
    }
  }

  /** A run that was answered, to be looked for afterwards. */
  record Kept(String execution, String output) {}

  Result run(Duration duration) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      long start = System.nanoTime();
      long end = start + duration.toNanos();
      List<Callable<Lane>> lanes = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int lane = i;
        lanes.add(() -> drive(lane * 7, end));
      }
      List<Lane> done = new ArrayList<>();
      for (Future<Lane> lane : threads.invokeAll(lanes)) {
        done.add(lane.get());
      }
      return total(done, (System.nanoTime() - start) / 1e9);
    } finally {
      threads.shutdownNow();
    }
  }

  private record Lane(Sample millis, int errors, List<Kept> kept) {}

  private Lane drive(int first, long end) throws IOException {
    Sample millis = new Sample();
    int sent = 0;
    int errors = 0;
    List<Kept> kept = new ArrayList<>();
    try (HttpConnection connection = new HttpConnection(port)) {
      while (System.nanoTime() < end && sent < MOST) {
        Lead lead = leads.variant(first + sent);
        long before = System.nanoTime();
        Answer answer = lead.send(connection);
        millis.add((System.nanoTime() - before) / 1e6);
        sent++;
        if (!lead.isAnsweredBy(answer)) {
          errors++;
        } else if (sent % 50 == 0) {
          kept.add(new Kept(Leads.id(answer), lead.output()));
        }
      }
    }
    return new Lane(millis, errors, kept);
  }

  private static Result total(List<Lane> lanes, double seconds) {
    Sample millis = new Sample();
    lanes.forEach(lane -> millis.addAll(lane.millis));
    int errors = lanes.stream().mapToInt(Lane::errors).sum();
    List<Kept> kept = lanes.stream().flatMap(lane -> lane.kept.stream()).toList();
    return new Result(seconds, millis, errors, kept);
  }
}
