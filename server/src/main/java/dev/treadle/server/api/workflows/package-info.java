/** {@code /workflows}: create, read, validate. */
@NullMarked
package dev.treadle.server.api.workflows;

import org.jspecify.annotations.NullMarked;
