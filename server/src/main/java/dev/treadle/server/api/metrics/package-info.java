/** {@code /metrics}: what the process has done, for Prometheus. */
@NullMarked
package dev.treadle.server.api.metrics;

import org.jspecify.annotations.NullMarked;
