/**
 * Replicas as processes on one database, what is done to them, and what must be true afterwards.
 */
@NullMarked
package dev.treadle.server.faults;

import org.jspecify.annotations.NullMarked;
