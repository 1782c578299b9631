/**
 * What the tiers of organizations allow, and how much of it is used.
 *
 * <p>May use the database package.
 */
@NullMarked
package dev.treadle.postgres.tier;

import org.jspecify.annotations.NullMarked;
