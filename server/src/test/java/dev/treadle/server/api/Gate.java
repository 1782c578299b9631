package dev.treadle.server.api;

import dev.treadle.postgres.testkit.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands before a database, which is away while it is shut: connections end, and none is taken. */
final class Gate implements AutoCloseable {
  private final TestPostgres.Database database;
  private final URI behind;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket door = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());

  Gate(TestPostgres.Database database) throws IOException {
    this.database = database;
    this.behind = URI.create(database.jdbcUrl().substring("jdbc:".length()));
    Thread.ofVirtual().start(this::serve);
  }

  /** The database as it is reached through the gate. */
  TestPostgres.Database database() {
    String url = "jdbc:postgresql://127.0.0.1:" + door.getLocalPort() + behind.getPath();
    return new TestPostgres.Database(url, database.user(), database.password());
  }

  private void serve() {
    ServerSocket mine = door;
    while (!mine.isClosed()) {
      try {
        Socket near = mine.accept();
        Socket far = new Socket(behind.getHost(), behind.getPort());
        open.add(near);
        open.add(far);
        Thread.ofVirtual().start(() -> carry(near, far));
        Thread.ofVirtual().start(() -> carry(far, near));
      } catch (IOException e) {
        // It was shut.
      }
    }
  }

  private void carry(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 14];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One side has gone, and takes the other one with it.
    }
    open.remove(from);
    open.remove(to);
  }

  void shut() throws IOException {
    door.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** Opens where it was open before. */
  void reopen() throws IOException {
    ServerSocket again = new ServerSocket();
    again.setReuseAddress(true);
    again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.getLocalPort()), 512);
    door = again;
    Thread.ofVirtual().start(this::serve);
  }

  @Override
  public void close() {
    try {
      shut();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
