/** {@code /health}: alive, and ready to take work. */
@NullMarked
package dev.treadle.server.api.health;

import org.jspecify.annotations.NullMarked;
