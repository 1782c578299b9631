package dev.treadle.server.access;

import dev.treadle.postgres.tier.LimitReached;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer to whoever wants more than the tier allows. */
public final class TierLimit {
  private TierLimit() {}

  /**
   * The problem, with {@code limit}, {@code used} and, for what is counted by the month, {@code
   * resetsAt}.
   *
   * @param what is limited, in the plural
   */
  public static ProblemException problem(String what, LimitReached reached) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("limit", reached.limit());
    members.put("used", reached.used());
    reached.resetsAt().ifPresent(moment -> members.put("resetsAt", moment.toString()));
    return new ProblemException(
        ProblemType.TIER_LIMIT,
        "The organization's tier allows " + reached.limit() + " " + what + ".",
        members);
  }
}
