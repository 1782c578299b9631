/** {@code /node-types}: what the editor builds on. */
@NullMarked
package dev.treadle.server.api.nodetypes;

import org.jspecify.annotations.NullMarked;
