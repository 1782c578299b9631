package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;
import java.util.Set;

/** The passwords of the two roles which this package makes; 192 random bits each. */
record Credentials(String superuser, String owner) {

  static final String SUPERUSER = "postgres";
  static final String OWNER = "treadle_owner";

  /**
   * Reads the file, or makes it. It is complete on disk before initdb runs, so that there is never
   * a database whose password nobody knows.
   */
  static Credentials readOrCreate(Path file, boolean databaseExists) throws IOException {
    if (Files.exists(file)) {
      return read(file);
    }
    if (databaseExists) {
      throw new EmbeddedPostgresException(
          "The passwords of the database are missing: put the file "
              + file
              + " back, or move the data directory away to start with an empty one.");
    }
    Credentials made = new Credentials(random(), random());
    String text = "superuser=" + made.superuser + "\nowner=" + made.owner + "\n";
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    writePrivately(temporary, text);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    return made;
  }

  /** Makes the file, readable for its owner alone, and waits until it is on disk. */
  static void writePrivately(Path file, String text) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, mode)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static Credentials read(Path file) throws IOException {
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    String superuser = properties.getProperty("superuser");
    String owner = properties.getProperty("owner");
    if (superuser == null || owner == null) {
      throw new EmbeddedPostgresException("The file " + file + " does not hold both passwords.");
    }
    return new Credentials(superuser, owner);
  }

  private static String random() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "Credentials[…]";
  }
}
