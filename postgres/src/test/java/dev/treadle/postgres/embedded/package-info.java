/** Real processes: every test starts PostgreSQL. */
@NullMarked
package dev.treadle.postgres.embedded;

import org.jspecify.annotations.NullMarked;
