package dev.treadle.postgres.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.treadle.postgres.database.Roles.Login;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.flywaydb.core.Flyway;

/**
 * A migrated database and the pools of the roles that work on it. Opening it makes the roles, runs
 * the migrations, and refuses a catalogue in which a tenant's wall is missing.
 */
public final class Database implements AutoCloseable {
  private static final int APP_CONNECTIONS = 10;
  private static final int JOURNAL_CONNECTIONS = 4;
  private static final int ACCESS_CONNECTIONS = 4;

  /** How long work waits for a connection that is open. */
  private static final int CONNECTION_MILLIS = 750;

  private final DatabaseSettings settings;
  private final Roles roles;
  private final HikariDataSource app;
  private final HikariDataSource journal;
  private final HikariDataSource access;

  private Database(DatabaseSettings settings, Roles roles) {
    this.settings = settings;
    this.roles = roles;
    this.app = pool("app", roles.app(), APP_CONNECTIONS);
    this.journal = pool("journal", roles.journal(), JOURNAL_CONNECTIONS);
    this.access = pool("access", roles.access(), ACCESS_CONNECTIONS);
  }

  /** Opens a database; an {@link IllegalStateException} says what is wrong with it. */
  public static Database open(DatabaseSettings settings) {
    try (Connection owner =
        DriverManager.getConnection(
            settings.url(), settings.user(), settings.password().reveal())) {
      Roles roles = Roles.ensure(owner, settings.password());
      Flyway.configure()
          .dataSource(settings.url(), settings.user(), settings.password().reveal())
          .placeholders(roles.placeholders())
          .loggers("slf4j")
          .load()
          .migrate();
      Walls.check(owner, roles);
      return new Database(settings, roles);
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Requests of one organization at a time, behind its wall. */
  public TenantQueries tenants() {
    return new TenantQueries(new Pool(app, APP_CONNECTIONS));
  }

  /** Claims, leases, and journals of all organizations. */
  public Pool journal() {
    return new Pool(journal, JOURNAL_CONNECTIONS);
  }

  /** Who calls: keys, users and memberships of all organizations. */
  public Pool access() {
    return new Pool(access, ACCESS_CONNECTIONS);
  }

  /** A connection of the journal's role beside the pool, for the one writer. */
  public Connection connectJournal() throws SQLException {
    return DriverManager.getConnection(settings.url(), properties(roles.journal()));
  }

  /** Whether the database answers within a second. */
  public boolean answers() {
    try (Connection connection = journal.getConnection()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private HikariDataSource pool(String name, Login login, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(settings.url());
    config.setDataSourceProperties(properties(login));
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_MILLIS);
    config.setValidationTimeout(CONNECTION_MILLIS);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  private static Properties properties(Login login) {
    Properties properties = new Properties();
    properties.setProperty("user", login.role());
    properties.setProperty("password", login.password().reveal());
    properties.setProperty("ApplicationName", "treadle");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "30");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("prepareThreshold", "2");
    properties.setProperty("reWriteBatchedInserts", "false");
    return properties;
  }

  @Override
  public void close() {
    app.close();
    journal.close();
    access.close();
  }
}
