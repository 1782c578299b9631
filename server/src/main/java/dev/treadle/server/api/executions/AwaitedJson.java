package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Event;
import dev.treadle.values.Awaited;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a node waits for that is not the clock, as the log shows it. */
final class AwaitedJson {
  private AwaitedJson() {}

  static Map<String, @Nullable Object> of(Event.NodeAwaiting event) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    switch (event.what()) {
      case Awaited.Signal signal -> data.put("signal", signal.name());
      case Awaited.Approval approval -> {
        data.put("message", approval.message());
        data.put("approvers", approval.approvers());
      }
      case Awaited.Child child -> data.put("executionId", child.execution().toString());
      case Awaited.Doubt ignored -> data.put("attempt", event.attempt());
    }
    return data;
  }
}
