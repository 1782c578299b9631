/**
 * A definition, parsed once, validated whole and compiled to arrays.
 *
 * <p>May use values and the expression package. Pure: no clock, no thread, no I/O.
 */
@NullMarked
package dev.treadle.engine.workflow;

import org.jspecify.annotations.NullMarked;
