package dev.treadle.engine.run;

import dev.treadle.values.Awaited;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a node ends that waited for somebody outside. */
final class Answers {
  private static final String TIMEOUT = "timeout";

  private Answers() {}

  static Outcome.Completed signal(Event.SignalReceived signal) {
    return Outcome.completed("out", Collections.singletonMap("signal", signal.payload()));
  }

  /** Whether a node that ends so has taken a signal; one whose time was over has no result. */
  static boolean takesSignal(@Nullable Awaited awaited, Outcome.Completed outcome) {
    return awaited instanceof Awaited.Signal && !outcome.result().isEmpty();
  }

  static Outcome.Completed approval(Command.DecideApproval command, Instant now) {
    String decision = command.approved() ? "approved" : "rejected";
    String comment = command.comment().orElse(null);
    return decided(decision, command.by(), comment, now, reason(command));
  }

  /** What was decided, by whom, and why. */
  static String reason(Command.DecideApproval command) {
    String reason = (command.approved() ? "approved by " : "rejected by ") + command.by();
    return command.comment().map(comment -> reason + ": " + comment).orElse(reason);
  }

  static Outcome.Completed outOfTime(Awaited awaited, Instant now) {
    return switch (awaited) {
      case Awaited.Signal signal ->
          Outcome.chose(TIMEOUT, "no signal " + signal.name() + " came in time");
      case Awaited.Doubt ignored -> throw new IllegalStateException("a doubt does not run out");
      case Awaited.Child ignored -> throw new IllegalStateException("a child does not run out");
      case Awaited.Approval ignored -> decided(TIMEOUT, null, null, now, "nobody decided in time");
    };
  }

  private static Outcome.Completed decided(
      String decision, @Nullable String by, @Nullable String comment, Instant now, String reason) {
    Map<String, @Nullable Object> approval = new LinkedHashMap<>();
    approval.put("decision", decision);
    approval.put("by", by);
    approval.put("comment", comment);
    approval.put("at", now.toString());
    Map<String, @Nullable Object> result =
        Map.of("approval", Collections.unmodifiableMap(approval));
    return new Outcome.Completed(decision, result, Set.of(), false, Usage.NONE, reason);
  }
}
