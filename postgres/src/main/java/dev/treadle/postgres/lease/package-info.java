/**
 * Who owns which runs: leases, claims and takeover, all by the database's clock.
 *
 * <p>May use the runtime, whose ports it implements, and the packages of the database and of tiers.
 */
@NullMarked
package dev.treadle.postgres.lease;

import org.jspecify.annotations.NullMarked;
