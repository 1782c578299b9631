package dev.treadle.server.api;

import dev.treadle.node.Secret;
import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.database.DatabaseSettings;
import java.sql.PreparedStatement;
import java.util.UUID;

/** One more organization with an owner, made directly in the database. */
final class OtherOrganization {
  private static final String MAKE =
      """
      with given as (select ?::uuid as o, ?::uuid as u, ?::text as key),
      o as (
        insert into organization (id, name, tier) select o, 'Other', 'ELITE' from given),
      u as (
        insert into app_user (id, email, name, global_role)
        select u, u || '@example.com', 'Another', 'ADMIN' from given),
      m as (
        insert into membership (organization_id, user_id, role)
        select o, u, 'OWNER' from given)
      insert into api_key (organization_id, id, user_id, name, prefix, hash)
      select o, o, u, 'key', 'trd_', sha256(convert_to(key, 'UTF8')) from given
      """;

  private OtherOrganization() {}

  /** The API key of its owner. */
  static String keyOfOwner(Api api) {
    String key = "trd_" + UUID.randomUUID();
    DatabaseSettings where =
        new DatabaseSettings(
            api.database().jdbcUrl(), api.database().user(), new Secret(api.database().password()));
    try (Database same = Database.open(where)) {
      return same.access()
          .with(
              connection -> {
                try (PreparedStatement make = connection.prepareStatement(MAKE)) {
                  make.setObject(1, UUID.randomUUID());
                  make.setObject(2, UUID.randomUUID());
                  make.setString(3, key);
                  make.executeUpdate();
                  return key;
                }
              });
    }
  }
}
