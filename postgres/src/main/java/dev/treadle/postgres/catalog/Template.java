package dev.treadle.postgres.catalog;

import dev.treadle.values.TemplateId;
import dev.treadle.values.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A workflow to begin with.
 *
 * @param making empty for a template that is built in
 */
public record Template(TemplateId id, Content content, Optional<Making> making) {
  /**
   * What people write.
   *
   * @param category what it is for, in a word
   * @param nodes JSON text, as are edges and variables
   */
  public record Content(
      String name,
      Optional<String> description,
      String category,
      List<String> tags,
      String nodes,
      String edges,
      String variables) {}

  /** Who made it, and when. */
  public record Making(Instant at, Optional<UserId> by) {}

  public boolean isBuiltIn() {
    return making.isEmpty();
  }
}
