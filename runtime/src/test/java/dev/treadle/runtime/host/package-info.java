@org.jspecify.annotations.NullMarked
package dev.treadle.runtime.host;
