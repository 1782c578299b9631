package dev.treadle.postgres.catalog;

import dev.treadle.postgres.catalog.Template.Content;
import dev.treadle.postgres.catalog.Template.Making;
import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.TemplateId;
import dev.treadle.values.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The templates of organizations. They are made and deleted, never changed. */
public final class Templates {
  private static final String COLUMNS =
      """
      t.id, t.name, t.description, t.category, t.tags, t.nodes, t.edges, t.variables,
      t.created_at, t.created_by
      """;

  private static final String CREATE =
      """
      insert into template as t (organization_id, id, name, description, category, tags, nodes,
          edges, variables, created_by, created_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, date_trunc('milliseconds', now()))
      returning
      """
          + COLUMNS;

  private static final String SELECT =
      "select " + COLUMNS + " from template t where t.organization_id = ?";

  private static final String LIST =
      SELECT
          + """
           and (?::text is null or t.category = ?)
           and (?::text is null or position(lower(?) in lower(t.name)) > 0
                or position(lower(?) in lower(t.description)) > 0)
           and (?::uuid is null or t.id < ?::uuid)
           order by t.id desc offset ? limit ?
          """;

  private final TenantQueries queries;

  public Templates(TenantQueries queries) {
    this.queries = queries;
  }

  /**
   * Which templates are looked for.
   *
   * @param category exactly this one
   * @param search a part of the name or the description, whatever its case
   */
  public record Filter(Optional<String> category, Optional<String> search) {}

  /**
   * Which part of a list.
   *
   * @param after the last of the part before
   */
  public record Part(Optional<TemplateId> after, int offset, int limit) {}

  public Template create(OrganizationId organization, TemplateId id, Content content, UserId by) {
    return queries
        .queryOne(
            organization,
            CREATE,
            to ->
                to.id(organization.value())
                    .id(id.value())
                    .text(content.name())
                    .text(content.description().orElse(null))
                    .text(content.category())
                    .texts(content.tags())
                    .text(content.nodes())
                    .text(content.edges())
                    .text(content.variables())
                    .id(by.value()),
            Templates::read)
        .orElseThrow();
  }

  public Optional<Template> find(OrganizationId organization, TemplateId id) {
    return queries.queryOne(
        organization,
        SELECT + " and t.id = ?",
        to -> to.id(organization.value()).id(id.value()),
        Templates::read);
  }

  /** Those of some ids that there are. */
  public List<Template> find(OrganizationId organization, Collection<TemplateId> ids) {
    UUID[] values = ids.stream().map(TemplateId::value).toArray(UUID[]::new);
    return queries.query(
        organization,
        SELECT + " and t.id = any (?)",
        to -> to.id(organization.value()).array("uuid", values),
        Templates::read);
  }

  /** A part of the list, the newest first. */
  public List<Template> list(OrganizationId organization, Filter filter, Part part) {
    String category = filter.category().orElse(null);
    String search = filter.search().orElse(null);
    UUID after = part.after().map(TemplateId::value).orElse(null);
    return queries.query(
        organization,
        LIST,
        to ->
            to.id(organization.value())
                .text(category)
                .text(category)
                .text(search)
                .text(search)
                .text(search)
                .id(after)
                .id(after)
                .number(part.offset())
                .number(part.limit()),
        Templates::read);
  }

  /** Deletes a template; false when there is no such one. */
  public boolean delete(OrganizationId organization, TemplateId id) {
    return !queries
        .query(
            organization,
            "delete from template t where t.organization_id = ? and t.id = ? returning 1",
            to -> to.id(organization.value()).id(id.value()),
            row -> true)
        .isEmpty();
  }

  private static Template read(ResultSet row) throws SQLException {
    Content content =
        new Content(
            row.getString(2),
            Optional.ofNullable(row.getString(3)),
            row.getString(4),
            List.of((String[]) row.getArray(5).getArray()),
            row.getString(6),
            row.getString(7),
            row.getString(8));
    Making making =
        new Making(
            row.getObject(9, OffsetDateTime.class).toInstant(),
            Optional.ofNullable(row.getObject(10, UUID.class)).map(UserId::new));
    return new Template(new TemplateId(row.getObject(1, UUID.class)), content, Optional.of(making));
  }
}
