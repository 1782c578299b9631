package dev.treadle.nodes.flow;

import dev.treadle.node.About;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.node.OneOf;
import dev.treadle.values.Effect;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds the run for a time, or until a moment. */
public final class WaitNode implements NodeType<WaitNode.Config> {
  /** Databases and calendars end later than this; nobody waits as long. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private static final NodeSpec<Config> SPEC =
      NodeSpec.of(
              "wait",
              Config.class,
              "Wait",
              "Holds the run for a time, or until a moment; it takes no thread meanwhile.",
              NodeSpec.Example.of(
                  """
                  {"duration": "PT15M"}\
                  """,
                  "{}",
                  "{}"))
          .with(Effect.WAITS)
          .checkedBy(WaitNode::check);

  /** How long to wait. */
  @OneOf({"duration", "until"})
  public record Config(
      @About("How long to wait: an ISO 8601 duration such as PT15M, P1D or P2W; PT0S is legal.")
          @Nullable Duration duration,
      @About("The moment until which to wait, such as 2030-01-31T12:00:00Z.")
          @Nullable Instant until) {}

  private static List<ConfigProblem> check(Map<String, @Nullable Object> config) {
    List<ConfigProblem> problems = new ArrayList<>();
    for (String member : List.of("signal", "timeout")) {
      if (config.get(member) != null) {
        problems.add(
            new ConfigProblem(
                "/" + member, "Waiting for a signal is not available yet: use duration or until"));
      }
    }
    return problems;
  }

  @Override
  public NodeSpec<Config> spec() {
    return SPEC;
  }

  @Override
  public Outcome execute(Config config, NodeContext context) {
    Duration duration = config.duration();
    Instant until = config.until();
    try {
      if (duration != null) {
        return waiting(context.now().plus(duration), "for " + duration);
      }
      if (until != null) {
        return waiting(until, "");
      }
    } catch (DateTimeException | ArithmeticException e) {
      return invalid("config/duration is too long: " + duration);
    }
    return invalid("config: one of duration and until must be given");
  }

  private static Outcome waiting(Instant until, String length) {
    return until.isAfter(LATEST)
        ? invalid("config: cannot wait beyond the year 9999")
        : new Outcome.Waiting(
            until, "waits " + (length.isEmpty() ? "" : length + ", ") + "until " + until);
  }

  private static Outcome invalid(String message) {
    return Outcome.permanent(ErrorCode.INVALID_CONFIG, message);
  }
}
