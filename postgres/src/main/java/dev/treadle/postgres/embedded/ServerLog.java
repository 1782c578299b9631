package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The log of the database, two files of at most about {@link #LIMIT} bytes: the current one and the
 * one before it ({@code postgresql.log.1}).
 *
 * <p>The database appends to a descriptor of the file, not to a pipe of ours, so that it can still
 * write down its shutdown when we have been killed. So the file is emptied in place; the few lines
 * written between copy and emptying are lost.
 */
record ServerLog(Path file) {

  static final long LIMIT = 8L << 20;

  private static final int TAIL = 4096;

  static ServerLog open(Path file) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    ServerLog log = new ServerLog(file);
    log.trim();
    return log;
  }

  void trim() throws IOException {
    if (size() > LIMIT) {
      Path before = file.resolveSibling(file.getFileName() + ".1");
      Files.copy(file, before, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    }
  }

  long size() throws IOException {
    return Files.size(file);
  }

  /** The last lines written since the file had {@code start} bytes. */
  String since(long start) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(Math.min(start, access.length()), access.length() - TAIL);
      access.seek(from);
      byte[] bytes = new byte[(int) (access.length() - from)];
      access.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8).strip();
    }
  }
}
