/**
 * Node types that ask a language model, the port through which they do it, and its adapter.
 *
 * <p>May use the node API; LangChain4j only in the adapter, which is loaded when a model is first
 * asked.
 */
@NullMarked
package dev.treadle.nodes.ai;

import org.jspecify.annotations.NullMarked;
