/**
 * JSONata expressions and templates: compiled once, evaluated within bounds.
 *
 * <p>May use values and the JSONata library, which nothing outside this package sees. Pure: the
 * moment and the seed that an evaluation sees are given to it.
 */
@NullMarked
package dev.treadle.engine.expression;

import org.jspecify.annotations.NullMarked;
