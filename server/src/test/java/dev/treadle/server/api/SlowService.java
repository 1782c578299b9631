package dev.treadle.server.api;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A service that takes calls and answers none of them before it is told to, or closed. */
final class SlowService implements AutoCloseable {
  private final HttpServer server;
  private final CountDownLatch called = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  SlowService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        call -> {
          called.countDown();
          try {
            closed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          call.sendResponseHeaders(204, -1);
          call.close();
        });
    server.start();
  }

  /** A node called {@code node} that calls it. */
  String node(String members) {
    return node("", members);
  }

  /** The same with more members of its config, each with a comma behind it. */
  String node(String config, String members) {
    return ("{'id':'node','type':'integration','data':{'config':{" + config + "'connector':'http',")
        .concat("'parameters':{'url':'http://127.0.0.1:")
        .concat(server.getAddress().getPort() + "/'}}" + members + "}}")
        .replace('\'', '"');
  }

  void awaitCall() throws InterruptedException {
    if (!called.await(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("nobody called");
    }
  }

  /** From now on it answers. */
  void answer() {
    closed.countDown();
  }

  @Override
  public void close() {
    answer();
    server.stop(0);
  }
}
