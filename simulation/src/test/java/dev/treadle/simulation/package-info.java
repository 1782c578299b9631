/**
 * The real engine and the real runtime, several replicas of them, in a world that is played: one
 * carrier thread, virtual time, a database and nodes in memory, faults at every door. The same seed
 * is the same play, step by step.
 */
@NullMarked
package dev.treadle.simulation;

import org.jspecify.annotations.NullMarked;
