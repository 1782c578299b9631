/**
 * Node types that start, steer, hold and end a run: trigger, condition, wait, output.
 *
 * <p>May use the node API, RE2 for patterns, and the writing of paths in {@code data}.
 */
@NullMarked
package dev.treadle.nodes.flow;

import org.jspecify.annotations.NullMarked;
