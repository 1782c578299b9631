package dev.treadle.nodes.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/** A server on loopback that answers with bytes of the test's own making, or not at all. */
final class RawServer implements AutoCloseable {
  /** Open as long as the test runs: what waits for it hangs. */
  final CountDownLatch end = new CountDownLatch(1);

  /** Open until a request has come. */
  final CountDownLatch asked = new CountDownLatch(1);

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Answers a connection whose request head was read; the server closes it. */
  @FunctionalInterface
  interface Answer {
    void to(Socket socket) throws IOException, InterruptedException;
  }

  RawServer(Answer answer) {
    try {
      server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(new FutureTask<>(() -> accept(answer)));
  }

  private Void accept(Answer answer) throws IOException {
    while (true) {
      Socket socket = server.accept();
      threads.execute(new FutureTask<>(() -> serve(socket, answer)));
    }
  }

  private Void serve(Socket socket, Answer answer) throws IOException, InterruptedException {
    try (socket) {
      readHead(socket.getInputStream());
      asked.countDown();
      answer.to(socket);
    }
    return null;
  }

  private static void readHead(InputStream in) throws IOException {
    int ends = 0;
    for (int c = in.read(); c >= 0 && ends < 4; c = in.read()) {
      ends = c == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
      if (ends == 4) {
        return;
      }
    }
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/";
  }

  @Override
  public void close() {
    end.countDown();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
