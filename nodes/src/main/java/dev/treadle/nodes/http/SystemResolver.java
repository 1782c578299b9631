package dev.treadle.nodes.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks the operating system. It does so on a few threads of its own, because a lookup cannot be
 * interrupted and would hold the carrier of a virtual thread as long as a name server is silent.
 */
final class SystemResolver implements Resolver {
  private static final int LOOKUPS_AT_A_TIME = 64;
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;

  SystemResolver() {
    threads =
        new ThreadPoolExecutor(
            LOOKUPS_AT_A_TIME,
            LOOKUPS_AT_A_TIME,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("lookup-", 0).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public List<InetAddress> addresses(String host)
      throws UnknownHostException, InterruptedException {
    FutureTask<List<InetAddress>> lookup =
        new FutureTask<>(() -> List.of(InetAddress.getAllByName(host)));
    threads.execute(lookup);
    try {
      return lookup.get();
    } catch (ExecutionException e) {
      UnknownHostException unknown = new UnknownHostException(host);
      unknown.initCause(e.getCause());
      throw unknown;
    } finally {
      lookup.cancel(false);
      threads.remove(lookup);
    }
  }
}
