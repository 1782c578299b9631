/**
 * The figures of docs/performance.md, measured: plain programs that warm up, interleave what they
 * compare, and print tables.
 */
@NullMarked
package dev.treadle.bench;

import org.jspecify.annotations.NullMarked;
