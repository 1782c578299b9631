package dev.treadle.postgres.access;

import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.TenantQueries;

/** All that is kept of users, organizations and their credentials. */
public record Identity(
    ApiKeys keys,
    Sessions sessions,
    Users users,
    Directory directory,
    Invitations invitations,
    Administration administration) {

  /** What reaches across organizations on behalf of those who administer the installation. */
  public record Administration(Organizations organizations, Members members, AddMember adding) {}

  /** On an open database. */
  public static Identity on(Database database) {
    Pool access = database.access();
    TenantQueries tenants = database.tenants();
    return new Identity(
        new ApiKeys(access, tenants),
        new Sessions(access),
        new Users(access),
        new Directory(tenants),
        new Invitations(access),
        new Administration(new Organizations(access), new Members(access), new AddMember(access)));
  }
}
