/** {@code /usage}: what an organization uses of what its tier allows. */
@NullMarked
package dev.treadle.server.api.usage;

import org.jspecify.annotations.NullMarked;
