@NullMarked
package dev.treadle.nodes.http;

import org.jspecify.annotations.NullMarked;
