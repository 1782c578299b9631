/** Who calls and what they may do. */
@NullMarked
package dev.treadle.server.access;

import org.jspecify.annotations.NullMarked;
