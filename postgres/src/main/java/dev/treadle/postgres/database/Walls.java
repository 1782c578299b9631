package dev.treadle.postgres.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the catalogue at every start: each table with an organization has row-level security that
 * binds its owner too, a policy, and the organization first in its key; and no role that the
 * application works as could step around it.
 */
final class Walls {
  /** Keyed by the run; its organization is in its policy. */
  private static final String JOURNAL = "journal";

  private static final String TABLES =
      """
      select c.relname, c.relrowsecurity and c.relforcerowsecurity as forced,
             exists (select 1 from pg_policy p where p.polrelid = c.oid) as policy,
             (select a.attname
                from pg_index i
                join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
               where i.indrelid = c.oid and i.indisprimary) as key
        from pg_class c
       where c.relnamespace = 'public'::regnamespace
         and c.relkind in ('r', 'p') and not c.relispartition
         and exists (select 1 from pg_attribute a
                      where a.attrelid = c.oid and a.attname = 'organization_id'
                        and not a.attisdropped)
       order by c.relname
      """;

  private static final String ROLES =
      """
      select r.rolname
        from pg_roles r
       where r.rolname = any (?)
         and (r.rolsuper or r.rolbypassrls or r.rolcreaterole
              or exists (select 1 from pg_class c
                          where c.relnamespace = 'public'::regnamespace and c.relowner = r.oid)
              or exists (select 1 from pg_auth_members m where m.member = r.oid))
      """;

  private Walls() {}

  static void check(Connection owner, Roles roles) throws SQLException {
    List<String> gaps = new ArrayList<>();
    try (PreparedStatement tables = owner.prepareStatement(TABLES);
        ResultSet table = tables.executeQuery()) {
      while (table.next()) {
        String name = table.getString("relname");
        if (!table.getBoolean("forced")) {
          gaps.add("table " + name + " does not force row-level security");
        }
        if (!table.getBoolean("policy")) {
          gaps.add("table " + name + " has no policy");
        }
        if (!name.equals(JOURNAL) && !"organization_id".equals(table.getString("key"))) {
          gaps.add("the key of table " + name + " does not begin with the organization");
        }
      }
    }
    checkRoles(owner, roles, gaps);
    if (!gaps.isEmpty()) {
      throw new IllegalStateException(
          "the database does not keep organizations apart: " + String.join("; ", gaps));
    }
  }

  private static void checkRoles(Connection owner, Roles roles, List<String> gaps)
      throws SQLException {
    try (PreparedStatement privileged = owner.prepareStatement(ROLES)) {
      Array names =
          owner.createArrayOf(
              "text",
              new String[] {roles.app().role(), roles.journal().role(), roles.access().role()});
      privileged.setArray(1, names);
      try (ResultSet found = privileged.executeQuery()) {
        while (found.next()) {
          gaps.add("role " + found.getString(1) + " is privileged");
        }
      }
    }
  }
}
