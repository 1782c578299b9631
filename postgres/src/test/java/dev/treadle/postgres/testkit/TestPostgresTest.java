package dev.treadle.postgres.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TestPostgresTest {

  @Test
  void givesEveryCallerAnEmptyDatabaseOfItsOwn() throws SQLException {
    TestPostgres.Database first = TestPostgres.database();
    TestPostgres.Database second = TestPostgres.database();
    try (Connection one = connect(first);
        Connection two = connect(second)) {
      one.createStatement().execute("create table t (n int)");
      two.createStatement().execute("create table t (n int)");
      one.createStatement().execute("create extension if not exists pg_trgm");
    }
    assertThat(first.jdbcUrl()).isNotEqualTo(second.jdbcUrl());
  }

  @Test
  void givesADatabaseQuickly() {
    TestPostgres.database();
    long best = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5; attempt++) {
      long start = System.nanoTime();
      TestPostgres.database();
      best = Math.min(best, System.nanoTime() - start);
    }
    assertThat(TimeUnit.NANOSECONDS.toMillis(best)).isLessThan(500);
  }

  private static Connection connect(TestPostgres.Database database) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
  }
}
