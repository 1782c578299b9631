/**
 * Calls to other systems over HTTP, and the one guarded way out.
 *
 * <p>May use the node API and Apache HttpClient.
 */
@NullMarked
package dev.treadle.nodes.http;

import org.jspecify.annotations.NullMarked;
