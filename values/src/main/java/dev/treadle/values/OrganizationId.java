package dev.treadle.values;

import java.util.UUID;

/** Names an organization, the tenant. */
public record OrganizationId(UUID value) {
  /**
   * Reads the canonical text form; an {@link IllegalArgumentException} says what is wrong with it.
   */
  public static OrganizationId of(String text) {
    return new OrganizationId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
