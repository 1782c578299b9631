/**
 * The server: where everything is put together.
 *
 * <p>Sees every module.
 */
@NullMarked
package dev.treadle.server;

import org.jspecify.annotations.NullMarked;
