package dev.treadle.server.api;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A service that answers after a while, and knows how many calls went on at once. */
final class CountingService implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger all = new AtomicInteger();
  private final List<String> paths = new CopyOnWriteArrayList<>();

  CountingService(Duration patience) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        call -> {
          paths.add(call.getRequestURI().getPath());
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          LockSupport.parkNanos(patience.toNanos());
          now.decrementAndGet();
          all.incrementAndGet();
          call.sendResponseHeaders(204, -1);
          call.close();
        });
    server.start();
  }

  /** Nodes and edges of a workflow whose runs call it, at a path that their input names. */
  String definition() {
    return ("{'name':'Calls','nodes':[{'id':'t','type':'trigger'},"
            + "{'id':'c','type':'integration','data':{'config':{'connector':'http','parameters':"
            + "{'url':'http://127.0.0.1:"
            + server.getAddress().getPort()
            + "/{{ name }}'}}}}],'edges':[{'source':'t','target':'c'}]}")
        .replace('\'', '"');
  }

  /** How many went on at once, at most. */
  int most() {
    return most.get();
  }

  /** How many are answered. */
  int all() {
    return all.get();
  }

  /** What was called, in order. */
  List<String> paths() {
    return paths;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
