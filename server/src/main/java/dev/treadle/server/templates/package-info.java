/**
 * Templates: those built in, which are resources of the program, and the organizations' own.
 *
 * <p>May use the catalogue; no HTTP.
 */
@NullMarked
package dev.treadle.server.templates;

import org.jspecify.annotations.NullMarked;
