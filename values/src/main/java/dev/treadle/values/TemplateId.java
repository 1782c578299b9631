package dev.treadle.values;

import java.util.UUID;

/** Names a template: one of those built in, or one of an organization, a version 7 UUID. */
public record TemplateId(UUID value) {
  /**
   * Reads the canonical text form; an {@link IllegalArgumentException} says what is wrong with it.
   */
  public static TemplateId of(String text) {
    return new TemplateId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
