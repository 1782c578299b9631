/** What tests of this and of other modules need: real databases, quickly. */
@NullMarked
package dev.treadle.postgres.testkit;

import org.jspecify.annotations.NullMarked;
