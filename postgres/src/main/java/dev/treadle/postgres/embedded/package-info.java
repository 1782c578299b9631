/**
 * A PostgreSQL of our own: unpacked, initialised, started and stopped with this process.
 *
 * <p>May use the JDK, the unpackers, the driver and slf4j; nothing of the engine or the runtime.
 */
@NullMarked
package dev.treadle.postgres.embedded;

import org.jspecify.annotations.NullMarked;
