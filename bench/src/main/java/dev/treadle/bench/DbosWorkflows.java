package dev.treadle.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import dev.treadle.postgres.embedded.EmbeddedPostgres;

/** DBOS Transact with one workflow of five steps, each of which adds one. */
final class DbosWorkflows implements AutoCloseable {
  private final HikariDataSource pool;
  private final DBOS dbos;
  private final Five five;

  /** As a proxy of it is called: with a row for the workflow and one for each step. */
  public interface Five {
    int five(int n);
  }

  /** The steps. */
  public static final class AddFive implements Five {
    private final DBOS dbos;

    AddFive(DBOS dbos) {
      this.dbos = dbos;
    }

    @Override
    @Workflow(name = "five")
    public int five(int n) {
      int sum = n;
      for (int i = 1; i <= 5; i++) {
        int before = sum;
        sum = dbos.<Integer, RuntimeException>runStep(() -> before + 1, "n" + i);
      }
      return sum;
    }
  }

  /** Launches it on tables of its own in the same database. */
  DbosWorkflows(EmbeddedPostgres postgres, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername(postgres.ownerUser());
    config.setPassword(postgres.ownerPassword());
    config.setMaximumPoolSize(connections);
    this.pool = new HikariDataSource(config);
    this.dbos = new DBOS(DBOSConfig.defaults("bench").withDataSource(pool).withAppVersion("1"));
    this.five = dbos.registerProxy(Five.class, new AddFive(dbos));
    dbos.launch();
  }

  /** One workflow, durable when this returns. */
  void run() {
    if (five.five(0) != 5) {
      throw new IllegalStateException("the workflow did not add five");
    }
  }

  @Override
  public void close() {
    dbos.close();
    pool.close();
  }
}
