/**
 * The HTTP API: one package per resource, with its endpoint, its requests and its answers.
 *
 * <p>May use the backend, access and problem packages.
 */
@NullMarked
package dev.treadle.server.api;

import org.jspecify.annotations.NullMarked;
