/**
 * The state machine of one run: commands are decided, events are applied, what is to be done next
 * is derived from state.
 *
 * <p>May use values and the workflow package. Pure: time and ids arrive as data.
 */
@NullMarked
package dev.treadle.engine.run;

import org.jspecify.annotations.NullMarked;
