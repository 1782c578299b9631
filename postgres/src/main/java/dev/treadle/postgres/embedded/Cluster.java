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
    DataDirectory.delete(data.unfinished());
    if (exists(data)) {
      checkVersion(data, binaries);
      return Account.forExisting(data.database(), binaries.postgres(), spawner);
    }
    Files.createDirectory(data.unfinished());
    Account account = Account.forNew(data.unfinished(), binaries.postgres(), spawner);
    initialise(data, binaries, account, credentials, settings, spawner);
    return account;
  }

  /** An empty folder under the name of the database is as good as none. */
  static boolean exists(DataDirectory data) throws IOException {
    if (!Files.isDirectory(data.database())) {
      return false;
    }
    try (Stream<Path> files = Files.list(data.database())) {
      return files.findAny().isPresent();
    }
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
   * looks like one. The names and the order of text come from PostgreSQL's own C.UTF-8: the same on
   * every machine, whatever locales it has.
   */
  static void initialise(
      DataDirectory data,
      Binaries binaries,
      Account account,
      Credentials credentials,
      Settings settings,
      Spawner spawner)
      throws IOException {
    Path made = data.unfinished().resolve("cluster");
    Path password = data.unfinished().resolve("password");
    Credentials.writePrivately(password, credentials.superuser() + "\n");
    account.give(password);
    List<String> words = new ArrayList<>();
    words.add(binaries.initdb().toString());
    words.addAll(List.of("--pgdata", made.toString(), "--username", Credentials.SUPERUSER));
    words.addAll(List.of("--auth", "scram-sha-256", "--pwfile", password.toString()));
    words.addAll(List.of("--encoding", "UTF8", "--locale", "C"));
    words.addAll(List.of("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"));
    words.add("--no-instructions");
    if (!settings.durable()) {
      words.add("--no-sync");
    }
    Spawner.Ended ended = spawner.run(account.command(words.stream()), data.unfinished(), LIMIT);
    if (!ended.well()) {
      throw new EmbeddedPostgresException(
          "The database could not be made in " + data.root() + ": " + ended.output());
    }
    Files.deleteIfExists(data.database());
    Files.move(made, data.database(), StandardCopyOption.ATOMIC_MOVE);
    data.force();
    DataDirectory.delete(data.unfinished());
  }
}
