package dev.treadle.server.problem;

import dev.treadle.values.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that is answered with a problem; what the caller did wrong, told on the way out. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A body could have more faults than anybody reads, and an answer far larger than itself. */
  private static final int MOST_FAULTS = 1_000;

  private final ProblemType type;
  private final transient List<Fault> faults;
  private final transient Optional<Duration> retryAfter;
  private final transient Map<String, @Nullable Object> members;

  /**
   * One thing that is wrong with a request.
   *
   * @param pointer JSON Pointer into the body, or the name of a parameter
   * @param code stable
   */
  public record Fault(String pointer, String code, String detail) {}

  public ProblemException(ProblemType type, String detail) {
    this(type, detail, List.of());
  }

  public ProblemException(ProblemType type, String detail, List<Fault> faults) {
    this(type, detail, faults, Optional.empty(), Map.of());
  }

  /** With members of its own type, beside those that every problem has. */
  public ProblemException(ProblemType type, String detail, Map<String, @Nullable Object> members) {
    this(type, detail, List.of(), Optional.empty(), members);
  }

  private ProblemException(
      ProblemType type,
      String detail,
      List<Fault> faults,
      Optional<Duration> retryAfter,
      Map<String, @Nullable Object> members) {
    super(detail, null, false, false);
    this.type = type;
    this.faults = List.copyOf(faults.subList(0, Math.min(MOST_FAULTS, faults.size())));
    this.retryAfter = retryAfter;
    this.members = Json.freezeObject(members);
  }

  /** The same may succeed after a while. */
  public static ProblemException tooMany(String detail, Duration retryAfter) {
    return new ProblemException(
        ProblemType.TOO_MANY_REQUESTS, detail, List.of(), Optional.of(retryAfter), Map.of());
  }

  /** A single thing is wrong with what was read. */
  public static ProblemException invalid(String pointer, String code, String detail) {
    return new ProblemException(
        ProblemType.VALIDATION, detail, List.of(new Fault(pointer, code, detail)));
  }

  /** A single thing cannot be read. */
  public static ProblemException unreadable(String pointer, String code, String detail) {
    return new ProblemException(
        ProblemType.BAD_REQUEST, detail, List.of(new Fault(pointer, code, detail)));
  }

  /** The same for what never was and for what belongs to others. */
  public static ProblemException notFound(String what) {
    return new ProblemException(ProblemType.NOT_FOUND, "There is no such " + what + ".");
  }

  public ProblemType type() {
    return type;
  }

  public List<Fault> faults() {
    return faults;
  }

  /** When the same may succeed, where that is known. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  public Map<String, @Nullable Object> members() {
    return members;
  }
}
