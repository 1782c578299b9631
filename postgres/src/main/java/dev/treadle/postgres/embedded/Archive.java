package dev.treadle.postgres.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** A tar archive packed with xz. */
final class Archive {

  private static final int EXECUTABLE_BY_OWNER = 0100;

  private Archive() {}

  /**
   * Unpacks into an existing folder. Whoever may reach the folder may read and run what is in it,
   * whatever our umask: the database may run as another user.
   */
  static void unpack(InputStream packed, Path folder) throws IOException {
    try (InputStream buffered = new BufferedInputStream(packed, 1 << 16);
        InputStream unpacked = new XZCompressorInputStream(buffered);
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(entry, tar, inside(folder, entry.getName()));
      }
    }
    open(folder, true);
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      folders(path);
      return;
    }
    folders(path.resolveSibling(""));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      Files.copy(content, path);
      open(path, (entry.getMode() & EXECUTABLE_BY_OWNER) != 0);
    } else {
      throw new IOException("unexpected kind of entry: " + entry.getName());
    }
  }

  private static void folders(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      folders(path.resolve("..").normalize());
      Files.createDirectory(path);
      open(path, true);
    }
  }

  private static Path inside(Path folder, String name) throws IOException {
    Path path = folder.resolve(name).normalize();
    if (!path.startsWith(folder)) {
      throw new IOException("entry outside of the archive: " + name);
    }
    return path;
  }

  private static void open(Path path, boolean executable) throws IOException {
    String mode = executable ? "rwxr-xr-x" : "rw-r--r--";
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
