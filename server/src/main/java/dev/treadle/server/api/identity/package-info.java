/**
 * {@code /me}, {@code /members} and {@code /api-keys}: the organization's own view of who is in it.
 */
@NullMarked
package dev.treadle.server.api.identity;

import org.jspecify.annotations.NullMarked;
