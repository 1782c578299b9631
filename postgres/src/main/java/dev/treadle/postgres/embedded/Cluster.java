package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of the database: made once, by initdb. */
final class Cluster {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private Cluster() {}

  /** The user to run as; the cluster exists afterwards. */
  static Account open(
      DataDirectory data,
      Binaries binaries,
      Credentials credentials,
      Settings settings,
      Spawner spawner)
      throws IOException {
    if (exists(data, binaries)) {
      return Account.forExisting(data.database(), binaries.postgres(), spawner);
    }
    Path unfinished = data.newUnfinished();
    try {
      Account account = Account.forNew(unfinished, binaries.postgres(), spawner);
      make(unfinished, binaries, account, credentials, settings, spawner);
      Files.deleteIfExists(data.database());
      Files.move(cluster(unfinished), data.database(), StandardCopyOption.ATOMIC_MOVE);
      data.force();
      return account;
    } finally {
      DataDirectory.delete(unfinished);
    }
  }

  /**
   * Whether there is a database that we can run. An empty folder under its name is as good as none;
   * one of another version, or of something else, is refused.
   */
  static boolean exists(DataDirectory data, Binaries binaries) throws IOException {
    if (!Files.isDirectory(data.database())) {
      return false;
    }
    try (Stream<Path> files = Files.list(data.database())) {
      if (files.findAny().isEmpty()) {
        return false;
      }
    }
    checkVersion(data, binaries);
    return true;
  }

  private static void checkVersion(DataDirectory data, Binaries binaries) throws IOException {
    Path file = data.database().resolve("PG_VERSION");
    if (!Files.exists(file)) {
      throw new EmbeddedPostgresException(
          "The folder "
              + data.database()
              + " is not empty and not a database of PostgreSQL (it has no PG_VERSION): move it"
              + " away, or choose another data directory.");
    }
    String theirs = Files.readString(file).strip();
    String ours = binaries.major();
    if (!theirs.equals(ours)) {
      throw new EmbeddedPostgresException(
          "The database in "
              + data.database()
              + " was made by PostgreSQL "
              + theirs
              + ", and this server brings PostgreSQL "
              + ours
              + ": dump it with the server that made it and restore it into a new data directory.");
    }
  }

  /**
   * The cluster gets its name when it is complete, so that a kill in the middle leaves nothing that
   * looks like one. The order of text comes from PostgreSQL's own C.UTF-8: the same on every
   * machine, whatever locales it has.
   */
  static void make(
      Path folder,
      Binaries binaries,
      Account account,
      Credentials credentials,
      Settings settings,
      Spawner spawner)
      throws IOException {
    Path password = folder.resolve("password");
    Credentials.writePrivately(password, credentials.superuser() + "\n");
    account.give(password);
    List<String> words = new ArrayList<>();
    words.add(binaries.initdb().toString());
    words.addAll(
        List.of("--pgdata", cluster(folder).toString(), "--username", Credentials.SUPERUSER));
    words.addAll(List.of("--auth", "scram-sha-256", "--pwfile", password.toString()));
    words.addAll(List.of("--encoding", "UTF8", "--locale", "C"));
    words.addAll(List.of("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"));
    words.add("--no-instructions");
    if (!settings.durable()) {
      words.add("--no-sync");
    }
    Spawner.Ended ended = spawner.run(account.command(words.stream()), folder, LIMIT);
    if (!ended.well()) {
      throw new EmbeddedPostgresException(
          "The database could not be made in " + folder + ": " + ended.output());
    }
  }

  private static Path cluster(Path folder) {
    return folder.resolve("cluster");
  }
}
