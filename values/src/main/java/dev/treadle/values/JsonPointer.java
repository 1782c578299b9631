package dev.treadle.values;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON document (RFC 6901), built step by step from the document's root. A step costs
 * one small object; the text is made only when it is asked for, so that code which walks a document
 * can carry its place along for nothing.
 */
public final class JsonPointer {
  /** The whole document. */
  public static final JsonPointer ROOT = new JsonPointer(null, "");

  private final @Nullable JsonPointer parent;
  private final String segment;

  private JsonPointer(@Nullable JsonPointer parent, String segment) {
    this.parent = parent;
    this.segment = segment;
  }

  /** The member of that name of the object at this place. */
  public JsonPointer member(String name) {
    return new JsonPointer(this, name);
  }

  /** The element at an index, from 0, of the array at this place. */
  public JsonPointer element(int index) {
    return new JsonPointer(this, Integer.toString(index));
  }

  /** The place to which a pointer text leads when this place is taken for the document's root. */
  public JsonPointer resolve(String pointer) {
    JsonPointer at = this;
    if (!pointer.isEmpty()) {
      for (String escaped : pointer.substring(1).split("/", -1)) {
        at = at.member(escaped.replace("~1", "/").replace("~0", "~"));
      }
    }
    return at;
  }

  /** The text of the pointer, {@code ~} and {@code /} in names escaped: {@code /a~1b/0}. */
  @Override
  public String toString() {
    List<String> segments = new ArrayList<>();
    JsonPointer at = this;
    while (at.parent != null) {
      segments.add(at.segment);
      at = at.parent;
    }
    StringBuilder text = new StringBuilder();
    for (String name : segments.reversed()) {
      text.append('/').append(name.replace("~", "~0").replace("/", "~1"));
    }
    return text.toString();
  }
}
