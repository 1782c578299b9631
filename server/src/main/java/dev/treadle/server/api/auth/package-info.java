/** {@code /api/v1/auth}: logging in and out, and accepting invitations. */
@NullMarked
package dev.treadle.server.api.auth;

import org.jspecify.annotations.NullMarked;
