/**
 * The vocabulary that every other module speaks: ids as types, JSON, errors, outcomes, money.
 *
 * <p>May use the JDK and JSpecify only. Nothing here has a clock, a thread or I/O.
 */
@NullMarked
package dev.treadle.values;

import org.jspecify.annotations.NullMarked;
