/**
 * The commands of the program.
 *
 * <p>May use the backend and the API's JSON, and start the server.
 */
@NullMarked
package dev.treadle.server.cli;

import org.jspecify.annotations.NullMarked;
