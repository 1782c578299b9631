/** Rules of the house that the compiler does not know, checked over the whole source tree. */
@NullMarked
package dev.treadle.server.quality;

import org.jspecify.annotations.NullMarked;
