package dev.treadle.engine.workflow;

/**
 * Something that is wrong with a definition.
 *
 * @param pointer JSON Pointer (RFC 6901) to the field at fault: {@code /nodes/3/data/config/url}
 * @param message a sentence for people
 */
public record Problem(String pointer, Code code, Severity severity, String message) {
  /** Whether a definition with the problem can be saved and run. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** The stable names of everything that can be wrong. */
  public enum Code {
    WRONG_TYPE,
    NO_NODES,
    NO_TRIGGER,
    TOO_MANY_NODES,
    TOO_MANY_EDGES,
    CYCLE,
    INVALID_NODE_ID,
    DUPLICATE_NODE_ID,
    DUPLICATE_EDGE_ID,
    UNKNOWN_NODE_TYPE,
    DANGLING_EDGE,
    SELF_LOOP,
    DUPLICATE_EDGE,
    EDGE_INTO_TRIGGER,
    UNKNOWN_HANDLE,
    INVALID_CONFIG,
    EXCLUSIVE_CONFIG,
    INVALID_EXPRESSION,
    INVALID_DURATION,
    INVALID_ON_ERROR,
    INVALID_JOIN,
    INVALID_RETRY,
    CONTINUE_ON_CONDITION,
    INVALID_VARIABLES,
    INVALID_PARENT,
    NESTED_TOO_DEEPLY,
    TRIGGER_IN_BODY,
    EMPTY_BODY,
    EDGE_ACROSS_BODIES,
    UNREACHABLE_NODE,
    REFERENCE_TO_NO_ANCESTOR,
    DEAD_END,
    UNUSED_ERROR_EDGE,
    UNKNOWN_CONFIG_MEMBER
  }
}
