/**
 * All that the author of a node type imports.
 *
 * <p>May use values, and Jackson for reading JSON text.
 */
@NullMarked
package dev.treadle.node;

import org.jspecify.annotations.NullMarked;
