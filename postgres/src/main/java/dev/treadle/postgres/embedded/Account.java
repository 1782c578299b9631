package dev.treadle.postgres.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The user the database runs as.
 *
 * @param uid the owner of its files
 * @param gid the group of its files
 * @param prefix the words before the program, which turn the forked process into that user. Each
 *     replaces itself by the next (exec), so that the id of the process stays the one we forked
 * @param diesWithUs whether the kernel tells the database to stop when we are killed
 */
record Account(int uid, int gid, List<String> prefix, boolean diesWithUs) {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Reaches the folder, may write there, and may start the program. */
  private static final String TRIAL =
      "cd \"$0\" && test -w . && test -x \"$1\" && exec \"$1\" --version";

  Account {
    prefix = List.copyOf(prefix);
  }

  /** For a folder that we have just made: it is given to the first user that can work in it. */
  static Account forNew(Path folder, Path program, Spawner spawner) throws IOException {
    return choose(Accounts.candidates(), folder, program, spawner, true);
  }

  /** For a folder of an earlier run: whoever owns it goes on. */
  static Account forExisting(Path folder, Path program, Spawner spawner) throws IOException {
    int uid = (Integer) Files.getAttribute(folder, "unix:uid");
    int gid = (Integer) Files.getAttribute(folder, "unix:gid");
    int self = (int) new UnixSystem().getUid();
    if (self != 0 && self != uid) {
      throw new EmbeddedPostgresException(
          "The database in "
              + folder
              + " belongs to the user "
              + Files.getOwner(folder).getName()
              + ", and this process runs as "
              + System.getProperty("user.name")
              + ": run it as that user or as root, or choose another data directory.");
    }
    return choose(Accounts.candidatesFor(uid, gid), folder, program, spawner, false);
  }

  List<String> command(Stream<String> words) {
    return Stream.concat(prefix.stream(), words).toList();
  }

  /** Gives a file or folder to this user, and closes it to all others. */
  void give(Path path) throws IOException {
    if ((Integer) Files.getAttribute(path, "unix:uid") != uid) {
      Files.setAttribute(path, "unix:gid", gid);
      Files.setAttribute(path, "unix:uid", uid);
    }
    String mode = Files.isDirectory(path) ? "rwx------" : "rw-------";
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static Account choose(
      List<Account> candidates, Path folder, Path program, Spawner spawner, boolean give)
      throws IOException {
    List<String> failures = new ArrayList<>();
    for (Account candidate : candidates) {
      String failure = candidate.trial(folder, program, spawner, give);
      if (failure.isEmpty()) {
        return candidate;
      }
      failures.add("(" + String.join(" ", candidate.prefix) + ": " + failure + ")");
    }
    throw new EmbeddedPostgresException(
        "PostgreSQL cannot run in "
            + folder
            + ": it refuses to run as root, and no other user could be made to work there; choose a"
            + " data directory that other users can reach, or run the server as a plain user. "
            + String.join(" ", failures));
  }

  /** Empty when the candidate can do the work, else why not. */
  private String trial(Path folder, Path program, Spawner spawner, boolean give) {
    try {
      if (give) {
        give(folder);
      }
      if (!Files.isWritable(folder)) {
        return "out of our own reach";
      }
      Stream<String> trial =
          Stream.of("/bin/sh", "-c", TRIAL, folder.toString(), program.toString());
      Spawner.Ended ended = spawner.run(command(trial), folder, LIMIT);
      return ended.well() ? "" : ended.output().isEmpty() ? "refused" : ended.output();
    } catch (IOException failure) {
      return String.valueOf(failure.getMessage());
    }
  }
}
