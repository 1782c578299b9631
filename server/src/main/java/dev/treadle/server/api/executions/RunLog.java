package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Event.Consequence;
import dev.treadle.engine.run.NodeStatus;
import dev.treadle.engine.run.Origin;
import dev.treadle.engine.run.Place;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.NodeError;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renders the events of one run as its log, in their order: every event is one entry. */
public final class RunLog {
  private final Workflow workflow;
  private final Map<Place, Instant> startedAt = new HashMap<>();
  private Instant runStartedAt = Instant.EPOCH;
  private int seq;

  public RunLog(Workflow workflow) {
    this.workflow = workflow;
  }

  /**
   * An entry.
   *
   * @param node the node it is about; empty for the run itself
   * @param status of the node or run after the event
   * @param data what else is to be said; of a node of a body also its {@code iteration}
   */
  public record Entry(
      int seq,
      Optional<NodeId> node,
      Optional<String> nodeName,
      String status,
      Instant timestamp,
      String message,
      Map<String, @Nullable Object> data,
      Optional<String> error) {

    private Entry with(String name, @Nullable Object value) {
      Map<String, @Nullable Object> more = new LinkedHashMap<>(data);
      more.put(name, value);
      return new Entry(seq, node, nodeName, status, timestamp, message, more, error);
    }

    /** The entry as the API shows it. */
    public Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("seq", seq);
      json.put("nodeId", node.map(NodeId::value).orElse(null));
      json.put("nodeName", nodeName.orElse(null));
      json.put("status", status);
      json.put("timestamp", timestamp.toString());
      json.put("message", message);
      if (!data.isEmpty()) {
        json.put("data", data);
      }
      error.ifPresent(text -> json.put("error", text));
      return json;
    }
  }

  /** The entry of the next event. */
  public Entry next(Event event) {
    seq++;
    return switch (event) {
      case Event.RunStarted e -> {
        runStartedAt = e.at();
        yield run(e, RunStatus.RUNNING, "Execution started");
      }
      case Event.RunLinked e ->
          run(e, RunStatus.RUNNING, linked(e.origin().kind()) + e.origin().execution());
      case Event.RunCalled e ->
          run(e, RunStatus.RUNNING, "Called by execution " + e.parent().execution())
              .with("nodeId", e.parent().node().value());
      case Event.RunHeld e -> run(e, RunStatus.PENDING, "Execution held: " + e.reason());
      case Event.RunReleased e -> run(e, RunStatus.RUNNING, "Execution goes on");
      case Event.RunResumed e ->
          run(e, RunStatus.RUNNING, "Execution resumed after an interruption");
      case Event.RunCompleted e ->
          run(e, RunStatus.COMPLETED, "Execution completed in " + sinceStart(e) + "ms");
      case Event.RunFailed e -> {
        String message = e.error().failure().message();
        yield failed(run(e, RunStatus.FAILED, "Execution failed: " + message), message);
      }
      case Event.RunPoisoned e ->
          failed(run(e, RunStatus.FAILED, "Execution failed: " + e.message()), e.message());
      case Event.RunCancelled e ->
          run(e, RunStatus.CANCELLED, "Execution cancelled: " + e.reason());
      case Event.SignalReceived e ->
          run(e, RunStatus.RUNNING, "Signal received: " + e.name()).with("payload", e.payload());
      case Event.NodeSkipped e ->
          node(e, e.node(), NodeStatus.SKIPPED, "Node skipped: " + e.reason(), Map.of());
      case Event.NodeStarted e -> started(e);
      case Event.NodeRepeated e -> repeated(e);
      case Event.ChildCalled e -> calling(e);
      case Event.ChildCancelled e ->
          node(
              e,
              e.node(),
              NodeStatus.WAITING,
              "Cancelling execution " + e.child(),
              Map.of("executionId", e.child().toString()));
      case Event.MergeConflicted e -> conflict(e);
      case Event.NodeCompleted e -> completed(e);
      case Event.LoopOpened e -> opened(e);
      case Event.LoopCompleted e -> {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("handle", workflow.node(workflow.indexOf(e.node())).handles().initial());
        yield ended(e, e.node(), data);
      }
      case Event.NodeReused e ->
          node(e, e.node(), NodeStatus.COMPLETED, "Node reused", outcome(e.outcome()));
      case Event.NodeWaiting e ->
          node(e, e.node(), NodeStatus.WAITING, "Node " + e.reason(), Map.of());
      case Event.NodeAwaiting e -> awaiting(e);
      case Event.AttemptFailed e -> again(e);
      case Event.NodeFailed e -> failed(e);
      case Event.NodeCancelled e -> {
        startedAt.remove(new Place(e.node(), e.iteration()));
        yield node(e, e.node(), NodeStatus.CANCELLED, "Node cancelled", Map.of());
      }
    };
  }

  private Entry started(Event.NodeStarted event) {
    startedAt.putIfAbsent(new Place(event.node(), event.iteration()), event.at());
    String label = workflow.node(workflow.indexOf(event.node())).label();
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    if (event.attempt() > 1) {
      data.put("attempt", event.attempt());
    }
    return node(event, event.node(), NodeStatus.RUNNING, "Executing node: " + label, data);
  }

  private Entry repeated(Event.NodeRepeated event) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("attempt", event.attempt());
    if (!event.reason().isEmpty()) {
      data.put("reason", event.reason());
    }
    return node(event, event.node(), NodeStatus.RUNNING, "Node repeated after a crash", data);
  }

  private Entry calling(Event.ChildCalled event) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("executionId", event.call().child().toString());
    data.put("workflowId", event.call().workflow().toString());
    data.put("version", event.call().version());
    data.put("wait", event.call().waits());
    String message = "Calling execution " + event.call().child();
    return node(event, event.node(), NodeStatus.RUNNING, message, data);
  }

  private Entry conflict(Event.MergeConflicted event) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("key", event.key());
    data.put("writers", event.writers().stream().map(NodeId::value).toList());
    String message =
        "MERGE_CONFLICT: "
            + event.writers().get(0)
            + " and "
            + event.writers().get(1)
            + " both wrote "
            + event.key()
            + "; the value of the first holds";
    return node(event, event.node(), NodeStatus.RUNNING, message, data);
  }

  private static String linked(Origin.Kind kind) {
    return switch (kind) {
      case RETRY -> "Retry of execution ";
      case REPLAY -> "Replay of execution ";
    };
  }

  private Entry completed(Event.NodeCompleted event) {
    return ended(event, event.node(), outcome(event.outcome()));
  }

  private static Map<String, @Nullable Object> outcome(Outcome.Completed outcome) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("handle", outcome.handle());
    if (!outcome.reason().isEmpty()) {
      data.put("reason", outcome.reason());
    }
    data.put("output", outcome.result());
    return data;
  }

  private Entry ended(Event event, NodeId node, Map<String, @Nullable Object> data) {
    Instant began = startedAt.remove(new Place(node, event.iteration()));
    long millis = began == null ? 0 : Duration.between(began, event.at()).toMillis();
    return node(event, node, NodeStatus.COMPLETED, "Node completed in " + millis + "ms", data);
  }

  private Entry opened(Event.LoopOpened event) {
    Outcome.Iterating over = event.over();
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("items", over.items().size());
    data.put("concurrency", over.concurrency());
    data.put("mode", over.collects() ? "collect" : "failFast");
    String message = "Loop over " + over.items().size() + " items";
    return node(event, event.node(), NodeStatus.RUNNING, message, data);
  }

  private Entry awaiting(Event.NodeAwaiting event) {
    Map<String, @Nullable Object> data = AwaitedJson.of(event);
    event.due().ifPresent(due -> data.put("until", due.toString()));
    return node(event, event.node(), NodeStatus.WAITING, "Node " + event.reason(), data);
  }

  private Entry again(Event.AttemptFailed event) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("attempt", event.error().attempt());
    data.put("nextAttemptAt", event.due().toString());
    String message = event.error().failure().message();
    return failed(
        node(
            event,
            event.error().node(),
            NodeStatus.WAITING,
            "Attempt " + event.error().attempt() + " failed: " + message,
            data),
        message);
  }

  private Entry failed(Event.NodeFailed event) {
    NodeError error = event.error();
    NodeStatus status =
        event.consequence() == Consequence.CONTINUE ? NodeStatus.COMPLETED : NodeStatus.FAILED;
    String message = error.failure().message();
    startedAt.remove(new Place(error.node(), event.iteration()));
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("code", error.failure().code().value());
    data.put("attempt", error.attempt());
    return failed(node(event, error.node(), status, "Node failed: " + message, data), message);
  }

  private long sinceStart(Event event) {
    return Duration.between(runStartedAt, event.at()).toMillis();
  }

  private Entry run(Event event, RunStatus status, String message) {
    return new Entry(
        seq,
        Optional.empty(),
        Optional.empty(),
        status.name(),
        event.at(),
        message,
        Map.of(),
        Optional.empty());
  }

  private Entry node(
      Event event,
      NodeId id,
      NodeStatus status,
      String message,
      Map<String, @Nullable Object> data) {
    Map<String, @Nullable Object> placed = new LinkedHashMap<>(data);
    if (!event.iteration().isNone()) {
      placed.put("iteration", event.iteration().toString());
    }
    return new Entry(
        seq,
        Optional.of(id),
        Optional.of(workflow.node(workflow.indexOf(id)).label()),
        status.name(),
        event.at(),
        message,
        placed,
        Optional.empty());
  }

  private static Entry failed(Entry entry, String error) {
    return new Entry(
        entry.seq,
        entry.node,
        entry.nodeName,
        entry.status,
        entry.timestamp,
        entry.message,
        entry.data,
        Optional.of(error));
  }
}
