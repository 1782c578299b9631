/** {@code /health}: alive, ready to take work, and about to stop. */
@NullMarked
package dev.treadle.server.api.health;

import org.jspecify.annotations.NullMarked;
