package dev.treadle.nodes.flow;

import dev.treadle.node.About;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.node.OneOf;
import dev.treadle.values.Awaited;
import dev.treadle.values.Effect;
import dev.treadle.values.Handles;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import dev.treadle.values.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds the run for a time, until a moment, or until a signal comes. */
public final class WaitNode implements NodeType<WaitNode.Config> {
  private static final Handles WITH_TIMEOUT = new Handles(List.of("out", "timeout"), "out");

  private static final NodeSpec<Config> SPEC =
      NodeSpec.of(
              "wait",
              Config.class,
              "Wait",
              "Holds the run for a time, until a moment, or until a signal comes; it takes no"
                  + " thread meanwhile. With a signal its result is {signal: payload}.",
              NodeSpec.Example.of(
                  """
                  {"duration": "PT15M"}\
                  """,
                  "{}",
                  "{}"))
          .with(Effect.WAITS)
          .choosing(config -> config.get("signal") == null ? Handles.OUT : WITH_TIMEOUT)
          .checkedBy(WaitNode::check);

  /** What to wait for. */
  @OneOf({"duration", "until", "signal"})
  public record Config(
      @About("How long to wait: an ISO 8601 duration such as PT15M, P1D or P2W; PT0S is legal.")
          @Nullable Duration duration,
      @About("The moment until which to wait, such as 2030-01-31T12:00:00Z.")
          @Nullable Instant until,
      @About("The name of the signal to wait for; one that came before is taken.")
          @Nullable String signal,
      @About("How long to wait for the signal; then the handle timeout is taken.")
          @Nullable Duration timeout) {}

  private static List<ConfigProblem> check(Map<String, @Nullable Object> config) {
    List<ConfigProblem> problems = new ArrayList<>();
    Object signal = config.get("signal");
    if (signal == null && config.get("timeout") != null) {
      problems.add(new ConfigProblem("/timeout", "Only a wait for a signal has a timeout"));
    }
    if (signal instanceof String name && !name.contains("{{")) {
      Printable.fault(name)
          .ifPresent(
              fault ->
                  problems.add(new ConfigProblem("/signal", "The name of the signal " + fault)));
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
    if (duration != null) {
      return Waits.during(duration, context.now());
    }
    Instant until = config.until();
    if (until != null) {
      return Waits.until(until, "");
    }
    String signal = config.signal();
    return signal == null
        ? Waits.invalid("config: one of duration, until and signal must be given")
        : await(signal, config.timeout(), context.now());
  }

  private static Outcome await(String signal, @Nullable Duration timeout, Instant now) {
    Optional<String> fault = Printable.fault(signal);
    return fault.isPresent()
        ? Waits.invalid("config/signal " + fault.get())
        : Waits.await(new Awaited.Signal(signal), timeout, now, "waits for the signal " + signal);
  }
}
