@NullMarked
package dev.treadle.nodes;

import org.jspecify.annotations.NullMarked;
