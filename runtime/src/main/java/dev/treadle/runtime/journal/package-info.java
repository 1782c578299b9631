/**
 * The door to the journal: what is appended, when it is durable, how it is read back.
 *
 * <p>May use the engine's run package and values. The port has one adapter per journal engine.
 */
@NullMarked
package dev.treadle.runtime.journal;

import org.jspecify.annotations.NullMarked;
