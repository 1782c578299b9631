/**
 * Workflows, their versions, and what is known of their runs.
 *
 * <p>May use the runtime, whose ports it implements, and the database package.
 */
@NullMarked
package dev.treadle.postgres.catalog;

import org.jspecify.annotations.NullMarked;
