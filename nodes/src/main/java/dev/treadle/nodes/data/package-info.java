/**
 * Node types that shape data, and the paths by which they do it.
 *
 * <p>May use the node API.
 */
@NullMarked
package dev.treadle.nodes.data;

import org.jspecify.annotations.NullMarked;
