/** {@code /executions} and the start of runs; the JSON of a run. */
@NullMarked
package dev.treadle.server.api.executions;

import org.jspecify.annotations.NullMarked;
