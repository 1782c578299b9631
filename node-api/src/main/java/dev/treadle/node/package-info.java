/**
 * All that the author of a node type imports.
 *
 * <p>May use values.
 */
@NullMarked
package dev.treadle.node;

import org.jspecify.annotations.NullMarked;
