package dev.treadle.server.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** The world that effects touch: remembers what was delivered with which idempotency key. */
public record Sink(HttpServer server, Map<String, Integer> deliveries, Queue<Delivery> log)
    implements AutoCloseable {
  /** A call, and when it came. */
  public record Delivery(String key, Instant at) {}

  private static final long TAKES_NANOS = 150_000_000;

  /** Begins to listen. */
  public static Sink open() throws IOException {
    Map<String, Integer> deliveries = new ConcurrentHashMap<>();
    Queue<Delivery> log = new ConcurrentLinkedQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        call -> {
          String key = String.valueOf(call.getRequestHeaders().getFirst("Idempotency-Key"));
          deliveries.merge(key, 1, Integer::sum);
          log.add(new Delivery(key, Instant.now()));
          LockSupport.parkNanos(TAKES_NANOS);
          byte[] body = "{\"ok\":true}".getBytes(StandardCharsets.UTF_8);
          call.getResponseHeaders().set("Content-Type", "application/json");
          call.sendResponseHeaders(200, body.length);
          call.getResponseBody().write(body);
          call.close();
        });
    server.start();
    return new Sink(server, deliveries, log);
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
