/**
 * Performs what a run waits for: binds a node's config and runs one attempt of it.
 *
 * <p>May use the engine, the node API and values. Knows no journal and no database.
 */
@NullMarked
package dev.treadle.runtime.perform;

import org.jspecify.annotations.NullMarked;
