@NullMarked
package dev.treadle.nodes.ai;

import org.jspecify.annotations.NullMarked;
