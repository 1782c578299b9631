/**
 * What tests of node types need: a contract that every type passes, and a context to run it in.
 *
 * <p>Published as the module's test jar.
 */
@NullMarked
package dev.treadle.node.testkit;

import org.jspecify.annotations.NullMarked;
