/** What the README says comes out of the examples does come out of them. */
@NullMarked
package dev.treadle.server.examples;

import org.jspecify.annotations.NullMarked;
