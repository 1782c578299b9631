package dev.treadle.postgres.audit;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.postgres.audit.Actor.Via;
import dev.treadle.postgres.database.Binding;
import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.values.Json;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The chains of what was done, one for each organization. */
public final class Audit {
  /** Adds an entry at the end of the chain; the function of the database says how. */
  public static final String RECORD = "record_audit(?, ?, ?, ?, ?, ?, ?::json, ?, ?)";

  private static final String COLUMNS =
      """
      select a.seq, a.at, a.user_id, a.via, a.address, a.action, a.object_id, a.details,
             a.previous_hash, a.hash
        from audit_entry a
      """;

  private static final String NEWEST =
      COLUMNS
          + """
           where a.organization_id = ? and a.seq < ?
             and (?::text is null or a.action = ?) and (?::text is null or a.object_id = ?)
             and (?::uuid is null or a.user_id = ?)
             and (?::timestamptz is null or a.at >= ?) and (?::timestamptz is null or a.at < ?)
           order by a.seq desc limit ?
          """;

  private static final String FOLLOWING =
      COLUMNS + " where a.organization_id = ? and a.seq > ? order by a.seq limit ?";

  private final TenantQueries queries;

  public Audit(TenantQueries queries) {
    this.queries = queries;
  }

  /** Which entries are asked for; an empty part asks for all. */
  public record Filter(
      Optional<String> action,
      Optional<String> objectId,
      Optional<UserId> user,
      Optional<Instant> from,
      Optional<Instant> to) {}

  /**
   * Records what is done in the same transaction, behind the wall of the organization or as the
   * role that finds out who calls. The last thing that a transaction does: those of one
   * organization wait here for one another until they end.
   */
  public static void record(Connection connection, OrganizationId organization, AuditEntry entry)
      throws SQLException {
    TenantQueries.rows(
        connection, "select " + RECORD, to -> bind(to, organization, entry), row -> true);
  }

  /** Sets the parameters of {@link #RECORD}. */
  public static void bind(Binding to, OrganizationId organization, AuditEntry entry)
      throws SQLException {
    to.id(organization.value())
        .id(entry.actor().user().map(UserId::value).orElse(null))
        .text(entry.actor().via().name())
        .text(entry.actor().address().orElse(null))
        .text(entry.action())
        .text(entry.objectId())
        .text(Json.write(entry.details()))
        .text(AuditChain.canonicalBegin(entry))
        .text(AuditChain.canonicalRest(entry));
  }

  /** Records what was done elsewhere than in a transaction of its own. */
  public void record(OrganizationId organization, AuditEntry entry) {
    queries.query(
        organization, "select " + RECORD, to -> bind(to, organization, entry), row -> true);
  }

  /**
   * Entries from the newest on.
   *
   * @param before only those with a smaller number
   */
  public List<RecordedEntry> newest(
      OrganizationId organization, Filter filter, long before, int limit) {
    String action = filter.action().orElse(null);
    String object = filter.objectId().orElse(null);
    UUID user = filter.user().map(UserId::value).orElse(null);
    Instant from = filter.from().orElse(null);
    Instant to = filter.to().orElse(null);
    return queries.query(
        organization,
        NEWEST,
        at ->
            at.id(organization.value())
                .number(before)
                .text(action)
                .text(action)
                .text(object)
                .text(object)
                .id(user)
                .id(user)
                .moment(from)
                .moment(from)
                .moment(to)
                .moment(to)
                .number(limit),
        Audit::read);
  }

  /** Entries from the oldest on, after the one with the number. */
  public List<RecordedEntry> following(OrganizationId organization, long after, int limit) {
    return queries.query(
        organization,
        FOLLOWING,
        at -> at.id(organization.value()).number(after).number(limit),
        Audit::read);
  }

  private static RecordedEntry read(ResultSet row) throws SQLException {
    Actor actor =
        new Actor(
            Optional.ofNullable(row.getObject(3, UUID.class)).map(UserId::new),
            Via.valueOf(row.getString(4)),
            Optional.ofNullable(row.getString(5)));
    try {
      AuditEntry entry =
          new AuditEntry(
              actor,
              row.getString(6),
              row.getString(7),
              Objects.requireNonNull(Json.asObject(JsonText.readOwn(row.getString(8)))));
      return new RecordedEntry(
          row.getLong(1), moment(row, 2), entry, row.getString(9), row.getString(10));
    } catch (JsonSyntaxException e) {
      throw new IllegalStateException("the details of an entry are not JSON", e);
    }
  }

  private static Instant moment(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
