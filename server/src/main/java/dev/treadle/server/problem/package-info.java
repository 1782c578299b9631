/** Errors as RFC 9457 problems. */
@NullMarked
package dev.treadle.server.problem;

import org.jspecify.annotations.NullMarked;
