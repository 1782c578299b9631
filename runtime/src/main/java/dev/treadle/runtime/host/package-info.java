/**
 * The process as the shell has it: threads, monotonic time, timers and chance.
 *
 * <p>May use the JDK. A simulation brings its own.
 */
@NullMarked
package dev.treadle.runtime.host;

import org.jspecify.annotations.NullMarked;
