package dev.treadle.values;

/**
 * Names a node within its workflow, as the editor named it: 1 to {@value #MAX_LENGTH} printable
 * characters. Validation of a definition reports bad ids; this type only carries them.
 */
public record NodeId(String value) {
  /** The longest legal id, in characters (Unicode code points). */
  public static final int MAX_LENGTH = 200;

  @Override
  public String toString() {
    return value;
  }
}
