package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL 18 of our own in a data directory: TCP on 127.0.0.1 only, a password for every
 * connection, durable. It ends when this process ends, in whatever way; a start after any crash
 * needs no operator.
 *
 * <p>All methods may be called from any thread.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Credentials credentials;
  private final Postmaster.Launch launch;
  private final Spawner spawner;
  private final DirectoryLock lock;
  private volatile Postmaster postmaster;
  private volatile boolean closing;
  private @Nullable Thread hook;

  private EmbeddedPostgres(
      Credentials credentials,
      Postmaster.Launch launch,
      Postmaster postmaster,
      DirectoryLock lock) {
    this.credentials = credentials;
    this.launch = launch;
    this.postmaster = postmaster;
    this.spawner = launch.spawner();
    this.lock = lock;
    watch(postmaster);
  }

  /** {@link #start(Path, Settings)} with {@link Settings#standard()}. */
  public static EmbeddedPostgres start(Path dataDirectory) {
    return start(dataDirectory, Settings.standard());
  }

  /**
   * Starts the database of the directory, after making what is missing: the directory, the
   * programs, the cluster, the owner's role and database. Returns when it accepts connections.
   *
   * @throws EmbeddedPostgresException with a sentence for people: another server runs on the
   *     directory, it belongs to another user or another version, there is no PostgreSQL for this
   *     platform, or PostgreSQL ended (with the end of its log)
   */
  public static EmbeddedPostgres start(Path dataDirectory, Settings settings) {
    try {
      DataDirectory data = DataDirectory.open(dataDirectory);
      DirectoryLock lock = DirectoryLock.take(data);
      Spawner spawner = new Spawner();
      try {
        EmbeddedPostgres started = start(data, settings, spawner, lock);
        if (settings.shutdownHook()) {
          started.closeAtExit();
        }
        return started;
      } catch (IOException | InterruptedException | RuntimeException failure) {
        spawner.close();
        lock.close();
        throw failure;
      }
    } catch (AccessDeniedException denied) {
      throw new EmbeddedPostgresException(
          "The user "
              + System.getProperty("user.name")
              + " may not use "
              + denied.getFile()
              + ": run the server as the user who made the data directory, or choose another one.",
          denied);
    } catch (IOException failure) {
      throw new EmbeddedPostgresException(
          "The database in " + dataDirectory + " could not be started: " + failure.getMessage(),
          failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("The start was interrupted.", interrupted);
    }
  }

  private static EmbeddedPostgres start(
      DataDirectory data, Settings settings, Spawner spawner, DirectoryLock lock)
      throws IOException, InterruptedException {
    data.deleteUnfinished();
    Path programs = settings.programs();
    Binaries binaries = Binaries.unpack(programs == null ? data.root() : programs, spawner);
    Credentials credentials =
        Credentials.readOrCreate(data.credentials(), Cluster.exists(data, binaries));
    Account account = Cluster.open(data, binaries, credentials, settings, spawner);
    if (!account.diesWithUs()) {
      LOG.warn("no setpriv found: a killed server leaves its database to the next start");
    }
    PreviousRun.end(data);
    ServerLog log = ServerLog.open(data.log());
    Postmaster.Launch launch =
        new Postmaster.Launch(data, binaries, account, settings, log, spawner);
    Postmaster postmaster = Postmaster.start(launch);
    try {
      Roles.setUp(data, postmaster.port(), credentials);
    } catch (IOException | RuntimeException failure) {
      postmaster.stop();
      throw failure;
    }
    return new EmbeddedPostgres(credentials, launch, postmaster, lock);
  }

  /** Of the database {@code treadle}, without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + Roles.DATABASE;
  }

  public int port() {
    return postmaster.port();
  }

  /** The role that owns the database and may make roles; not a superuser. */
  public String ownerUser() {
    return Credentials.OWNER;
  }

  public String ownerPassword() {
    return credentials.owner();
  }

  public boolean isAlive() {
    return postmaster.process().isAlive();
  }

  /**
   * Ends the sessions, stops the database and waits for it, 40 seconds at most, interrupted or not;
   * the second call does nothing.
   */
  @Override
  public void close() {
    closing = true;
    stop();
  }

  private synchronized void stop() {
    removeHook();
    boolean interrupted = Thread.interrupted();
    try {
      postmaster.stop();
    } catch (IOException failure) {
      // The death signal stops it, when the thread that started it ends below.
      LOG.warn("the database could not be stopped", failure);
    } catch (InterruptedException again) {
      interrupted = true;
    } finally {
      spawner.close();
      lock.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * A server that ends though nobody told it to, killed perhaps when memory was short, is started
   * again at the same port; it recovers by itself, and its clients connect again.
   */
  private void watch(Postmaster running) {
    var _ =
        running
            .process()
            .onExit()
            .thenRun(
                () ->
                    Thread.ofPlatform()
                        .daemon()
                        .name("embedded-postgres-restart")
                        .start(() -> restart(running)));
  }

  private void restart(Postmaster lost) {
    Duration pause = FIRST_PAUSE;
    while (!closing) {
      LOG.error(
          "the database ended by itself, it is started again code={}", lost.process().exitValue());
      try {
        if (startAgain(lost)) {
          LOG.info("the database runs again");
        }
        return;
      } catch (IOException | EmbeddedPostgresException failure) {
        LOG.error("the database does not start, it is tried again", failure);
      } catch (InterruptedException interrupted) {
        return;
      }
      LockSupport.parkNanos(pause.toNanos());
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
    }
  }

  /** False when it is to end anyway; nothing can close it meanwhile. */
  private synchronized boolean startAgain(Postmaster lost)
      throws IOException, InterruptedException {
    if (closing) {
      return false;
    }
    PreviousRun.end(launch.data());
    Postmaster again = Postmaster.start(launch, lost.port());
    postmaster = again;
    watch(again);
    return true;
  }

  private synchronized void closeAtExit() {
    Thread thread = new Thread(this::close, "embedded-postgres-shutdown");
    hook = thread;
    Runtime.getRuntime().addShutdownHook(thread);
  }

  private void removeHook() {
    Thread thread = hook;
    hook = null;
    if (thread != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(thread);
      } catch (IllegalStateException shuttingDown) {
        // The hook is what runs, or it will find nothing left to do.
      }
    }
  }
}
