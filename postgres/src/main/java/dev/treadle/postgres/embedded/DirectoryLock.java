package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One server per data directory: a lock which the kernel drops when the process dies.
 *
 * <p>The kernel drops it also when the process closes any other descriptor of the file. So a second
 * start inside one JVM must be refused before it opens the file, hence {@link #HELD}.
 */
final class DirectoryLock implements AutoCloseable {

  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static DirectoryLock take(DataDirectory data) throws IOException {
    Path file = data.lock();
    if (!HELD.add(file)) {
      throw taken(data);
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw taken(data);
      }
      return new DirectoryLock(file, channel);
    } catch (IOException | RuntimeException failure) {
      if (channel != null) {
        channel.close();
      }
      HELD.remove(file);
      throw failure;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // The kernel has released the lock all the same.
    } finally {
      HELD.remove(file);
    }
  }

  private static EmbeddedPostgresException taken(DataDirectory data) {
    return new EmbeddedPostgresException(
        "Another server is running on the data directory "
            + data.root()
            + ": stop it first, or choose another data directory.");
  }
}
