/**
 * The OpenAPI document and its viewer. May see every endpoint's declarations, none of its code:
 * each endpoint has its part of the document beside it, as a resource under its own name.
 */
@NullMarked
package dev.treadle.server.api.openapi;

import org.jspecify.annotations.NullMarked;
