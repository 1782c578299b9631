/**
 * Who calls, and the first organization.
 *
 * <p>May use the runtime, whose ports it implements, and the database package.
 */
@NullMarked
package dev.treadle.postgres.access;

import org.jspecify.annotations.NullMarked;
