/** Server-sent events: how they are written, how many may be open, and how they end. */
@NullMarked
package dev.treadle.server.stream;

import org.jspecify.annotations.NullMarked;
