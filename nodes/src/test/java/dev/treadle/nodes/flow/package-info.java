@NullMarked
package dev.treadle.nodes.flow;

import org.jspecify.annotations.NullMarked;
