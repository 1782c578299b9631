/**
 * The built-in node types, one file each.
 *
 * <p>May use the node API; nothing of the engine, the runtime or the database.
 */
@NullMarked
package dev.treadle.nodes;

import org.jspecify.annotations.NullMarked;
