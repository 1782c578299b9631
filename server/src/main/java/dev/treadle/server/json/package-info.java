/** Request bodies read strictly, answers written as they are. */
@NullMarked
package dev.treadle.server.json;

import org.jspecify.annotations.NullMarked;
