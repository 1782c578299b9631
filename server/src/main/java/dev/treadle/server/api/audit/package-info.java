/** {@code /audit}: what was done in an organization. */
@NullMarked
package dev.treadle.server.api.audit;

import org.jspecify.annotations.NullMarked;
