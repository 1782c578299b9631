/**
 * Who did what, when and from where: a chain of entries for each organization, which is only ever
 * added to.
 *
 * <p>May use the database package.
 */
@NullMarked
package dev.treadle.postgres.audit;

import org.jspecify.annotations.NullMarked;
