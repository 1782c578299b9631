/** {@code /templates}: the gallery, and workflows made from it. */
@NullMarked
package dev.treadle.server.api.templates;

import org.jspecify.annotations.NullMarked;
