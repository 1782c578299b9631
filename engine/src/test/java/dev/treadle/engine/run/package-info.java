@org.jspecify.annotations.NullMarked
package dev.treadle.engine.run;
