/**
 * Takes commands, asks the core, remembers what it decided, and has it performed: one driver per
 * run, one decider at a time.
 *
 * <p>May use the engine, the journal port and what performs nodes. Its own ports are adapters'
 * work.
 */
@NullMarked
package dev.treadle.runtime.drive;

import org.jspecify.annotations.NullMarked;
