/**
 * The shell around the core: it remembers what the core decides and performs what it waits for.
 *
 * <p>May use the engine and the node API; no framework, no database.
 */
@NullMarked
package dev.treadle.runtime;

import org.jspecify.annotations.NullMarked;
