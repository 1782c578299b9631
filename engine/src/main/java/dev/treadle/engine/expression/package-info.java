/**
 * JSONata expressions and templates: compiled once, evaluated within bounds that are counted, not
 * timed. {@link dev.treadle.engine.expression.Budget} has the bounds.
 *
 * <p>May use values and the JDK only. Pure: the moment and the seed that an evaluation sees are
 * given to it; every evaluation has its state to itself. One thing is not counted: on a stack of
 * less than 1 MB deep recursion ends earlier, by the same error.
 *
 * <p>The measure is jsonata-js 2.2.2 (MIT), whose behaviour this evaluator follows on its own code;
 * {@code ReferenceCorpusTest} compares the two. Known deviations:
 *
 * <ul>
 *   <li>Numbers that are only handed on keep their digits; {@code $clone} and transforms round
 *       computed fractions alone. A result that is infinite or no number is D1001, where the
 *       reference gives null.
 *   <li>Objects keep the order of their keys also where a key looks like a number.
 *   <li>A function in a result is an error; the object of a match loses its {@code next}.
 *   <li>Timestamps without a zone are UTC. Moments beyond JavaScript's range and zones that are no
 *       number are errors, where the reference writes NaN.
 *   <li>{@code $parseInteger} fails where the reference gives NaN; a built-in function that is
 *       partially applied checks its arguments all the same.
 *   <li>Regular expressions are Java's behind a translation: a dot takes a whole code point, a
 *       group that took no part in a match never matches as a back-reference, and lookbehind needs
 *       a bounded length. A hundred decimal places are the most that {@code $formatNumber} writes.
 *       Without regard to case, a class that names a character beyond ASCII compares all of its
 *       characters as Java does.
 *   <li>{@code $formatNumber} writes no group separator before the first digit where the groups
 *       differ in size, as in {@code #,##,##0}, and takes no empty {@code zero-digit}. A sign where
 *       {@code $fromMillis} wants the letter of a component is written as nothing, not as
 *       "undefined". {@code $pad} is bounded.
 *   <li>The members of an object constructor are evaluated one after the other, and see the
 *       variables that those before them set. A built-in of higher order can be partially applied.
 *   <li>A transform changes what it copied and what the expression made, never what came in, and
 *       leaves alone what its pattern selects that is no object.
 *   <li>{@code ??} and {@code ?:} evaluate their left side once, not twice; a function with a
 *       signature may stand there.
 *   <li>Of two errors in one constructor or argument list the first is given, where the reference
 *       gives that of the part that fails soonest.
 *   <li>A regular expression that is called takes texts, numbers and booleans; anything else does
 *       not match, where the reference matches what JavaScript writes for it. The replacement of
 *       {@code $replace} must be a text or, with a regular expression, a function that gives one,
 *       even where nothing matches.
 * </ul>
 */
@NullMarked
package dev.treadle.engine.expression;

import org.jspecify.annotations.NullMarked;
