package dev.treadle.runtime.journal;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.values.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Commands on their way to the owner of a run, as JSON text: an array of a word and its parts, as
 * {@link EventCodec} writes events. Replicas of two releases may read what the other wrote.
 */
public final class CommandCodec {
  private CommandCodec() {}

  public static String write(Command.Asked command) {
    return Json.write(
        switch (command) {
          case Command.CancelRun c -> Arrays.asList("cancel", c.reason());
          case Command.ReleaseRun ignored -> List.of("release");
          case Command.ReceiveSignal c -> Arrays.asList("signal", c.name(), c.payload());
          case Command.ReportChild c ->
              Arrays.asList(
                  "child",
                  c.node().value(),
                  c.iteration().toString(),
                  c.child().toString(),
                  c.status().name(),
                  c.told());
          case Command.DecideApproval c ->
              Arrays.asList(
                  "decide",
                  c.node().value(),
                  c.approved(),
                  c.by(),
                  c.comment().orElse(null),
                  c.iteration().toString());
        });
  }

  /** Reads what {@link #write} wrote. */
  public static Command.Asked read(String text) {
    try {
      Parts parts = new Parts((List<?>) Parts.present(JsonText.readOwn(text)));
      return switch (parts.text(0)) {
        case "cancel" -> new Command.CancelRun(parts.text(1));
        case "release" -> new Command.ReleaseRun();
        case "signal" -> new Command.ReceiveSignal(parts.text(1), Json.freeze(parts.any(2)));
        case "child" ->
            new Command.ReportChild(
                parts.node(1),
                parts.iteration(2),
                parts.execution(3),
                RunStatus.valueOf(parts.text(4)),
                parts.object(5));
        case "decide" ->
            new Command.DecideApproval(
                parts.node(1),
                Iteration.parse(parts.text(5)),
                Objects.equals(parts.any(2), true),
                parts.text(3),
                Optional.ofNullable(parts.any(4)).map(String.class::cast));
        default -> throw new IllegalArgumentException("no command is called " + parts.text(0));
      };
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException("not a command: " + e.getMessage(), e);
    }
  }
}
