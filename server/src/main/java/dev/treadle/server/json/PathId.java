package dev.treadle.server.json;

import dev.treadle.server.problem.ProblemException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids in paths. What is no id names nothing, and is answered like an id that does not exist. */
public final class PathId {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private PathId() {}

  public static UUID read(String text, String what) {
    return parse(text).orElseThrow(() -> ProblemException.notFound(what));
  }

  /** An id as we write them; empty for any other text. */
  static Optional<UUID> parse(String text) {
    return UUID_TEXT.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }
}
