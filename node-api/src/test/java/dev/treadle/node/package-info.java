@NullMarked
package dev.treadle.node;

import org.jspecify.annotations.NullMarked;
