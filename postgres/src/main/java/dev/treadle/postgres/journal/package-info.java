/**
 * The journal on PostgreSQL: group commit by one writer, fenced by the replica's lease.
 *
 * <p>May use the runtime, whose ports it implements, and the database package.
 */
@NullMarked
package dev.treadle.postgres.journal;

import org.jspecify.annotations.NullMarked;
