/**
 * The object graph behind every command: database, journal, runs, top to bottom.
 *
 * <p>Sees every module; no HTTP and no framework.
 */
@NullMarked
package dev.treadle.server.backend;

import org.jspecify.annotations.NullMarked;
