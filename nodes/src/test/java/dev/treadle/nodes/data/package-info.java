@NullMarked
package dev.treadle.nodes.data;

import org.jspecify.annotations.NullMarked;
