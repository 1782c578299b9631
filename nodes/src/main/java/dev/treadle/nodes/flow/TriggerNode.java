package dev.treadle.nodes.flow;

import dev.treadle.node.About;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a run starts. It hands on the run's input and adds nothing. */
public final class TriggerNode implements NodeType<TriggerNode.Config> {
  private static final NodeSpec<Config> SPEC =
      NodeSpec.of(
              "trigger",
              Config.class,
              "Trigger",
              "Starts a run, by hand or by the API, by a webhook, on a schedule or on an event.",
              NodeSpec.Example.of(
                  """
                  {"kind": "schedule", "cron": "0 9 * * 1-5", "timezone": "Europe/Berlin"}\
                  """,
                  """
                  {"country": "DE"}\
                  """,
                  "{}"))
          .as(Role.TRIGGER);

  /** What starts the run. */
  public record Config(
      @About(value = "What starts a run.", initial = "\"manual\"") Kind kind,
      @About("The last part of a webhook's URL.") @Nullable String path,
      @About("When a schedule fires, as five cron fields: minute, hour, day, month, weekday.")
          @Nullable String cron,
      @About("The time zone of a schedule, such as Europe/Berlin; UTC where it is absent.")
          @Nullable String timezone,
      @About("The name of the event that starts a run.") @Nullable String event) {}

  /** The ways in which a run can start. */
  public enum Kind {
    MANUAL,
    WEBHOOK,
    SCHEDULE,
    EVENT
  }

  @Override
  public NodeSpec<Config> spec() {
    return SPEC;
  }

  @Override
  public Outcome execute(Config config, NodeContext context) {
    return Outcome.completed("out", Map.of());
  }
}
