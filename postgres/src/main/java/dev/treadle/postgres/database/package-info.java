/**
 * The door to PostgreSQL: roles, migrations, pools, and queries that name their organization.
 *
 * <p>May use JDBC, HikariCP and Flyway.
 */
@NullMarked
package dev.treadle.postgres.database;

import org.jspecify.annotations.NullMarked;
