package dev.treadle.postgres.database;

import dev.treadle.node.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The unprivileged roles that the application works as. They are named after the database, because
 * roles belong to the whole cluster. Their passwords derive from the owner's, so that every replica
 * comes to the same ones without telling another.
 */
record Roles(Login app, Login journal, Login access) {
  /** How a role connects. */
  record Login(String role, Secret password) {}

  private static final int MAX_IDENTIFIER = 63;

  /**
   * The journal's role finds rows by their keys alone, and its plans are kept: one that was made
   * while the tables were empty, which looks as if reading them whole were cheap, would read
   * millions of rows at every commit until they are analyzed. Compiling its statements never pays.
   */
  private static final List<String> BY_KEYS =
      List.of("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit");

  /** Makes the roles where they are missing; several replicas may do so at once. */
  static Roles ensure(Connection owner, Secret ownerPassword) throws SQLException {
    Roles roles = named(owner.getCatalog(), ownerPassword);
    owner.setAutoCommit(false);
    try (Statement lock = owner.createStatement()) {
      lock.execute("select pg_advisory_xact_lock(hashtext('treadle.roles'))");
    }
    for (Login login : List.of(roles.app, roles.journal, roles.access)) {
      ensure(owner, login);
    }
    try (Statement statement = owner.createStatement()) {
      for (String setting : BY_KEYS) {
        statement.execute(
            "alter role " + quoted(roles.journal.role) + " set " + setting + " = off");
      }
    }
    owner.commit();
    owner.setAutoCommit(true);
    return roles;
  }

  private static Roles named(String database, Secret ownerPassword) {
    return new Roles(
        login(database, "app", ownerPassword),
        login(database, "journal", ownerPassword),
        login(database, "access", ownerPassword));
  }

  private static Login login(String database, String purpose, Secret ownerPassword) {
    String plain = database.replaceAll("[^A-Za-z0-9_]", "_");
    int room = MAX_IDENTIFIER - purpose.length() - 1;
    String role = plain.length() <= room ? plain : plain.substring(0, room);
    role = role + "_" + purpose;
    return new Login(role, derive(ownerPassword, database + "/" + purpose));
  }

  private static void ensure(Connection owner, Login login) throws SQLException {
    String quoted = quoted(login.role());
    boolean exists;
    try (PreparedStatement find =
        owner.prepareStatement("select 1 from pg_roles where rolname = ?")) {
      find.setString(1, login.role());
      try (ResultSet found = find.executeQuery()) {
        exists = found.next();
      }
    }
    try (Statement statement = owner.createStatement()) {
      String verb = exists ? "alter role " : "create role ";
      // Attributes are stated for a new role only: only a superuser may touch some of them later.
      String attributes = exists ? " with login" : " with login noinherit nocreatedb nocreaterole";
      statement.execute(
          verb + quoted + attributes + " password '" + login.password().reveal() + "'");
    }
  }

  /** Placeholders of the migrations. */
  Map<String, String> placeholders() {
    return Map.of(
        "app",
        quoted(app.role()),
        "journal",
        quoted(journal.role()),
        "access",
        quoted(access.role()));
  }

  /** Names consist of letters, digits and underscores, so that quoting cannot be escaped. */
  private static String quoted(String role) {
    return '"' + role + '"';
  }

  private static Secret derive(Secret secret, String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              ("treadle/" + secret.reveal()).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] digest = mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
      return new Secret(HexFormat.of().formatHex(digest));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
