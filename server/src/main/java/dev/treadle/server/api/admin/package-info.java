/**
 * {@code /api/v1/admin}: organizations and their members, for those who administer the
 * installation.
 */
@NullMarked
package dev.treadle.server.api.admin;

import org.jspecify.annotations.NullMarked;
