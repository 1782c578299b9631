package dev.treadle.server.faults;

import dev.treadle.server.cli.Sink;
import dev.treadle.values.NodeId;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Workflows for experiments. Nodes that touch the world are called c1, c2, and so on. */
final class Workloads {
  private static final int MOST_CALLS = 9;

  private Workloads() {}

  static Set<NodeId> effectful() {
    return IntStream.rangeClosed(1, MOST_CALLS)
        .mapToObj(i -> new NodeId("c" + i))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Without effects; waiting for the clock; with effects. */
  static List<String> mixed(Callers callers, Sink sink) throws IOException, InterruptedException {
    return List.of(
        callers.workflow(
            "[" + TRIGGER + "," + node("a", "transform", "{'set':{'m':'{{ n + 1 }}'}}") + "]",
            "[" + edge("t", "a") + "]"),
        callers.workflow(
            "[" + TRIGGER + "," + node("w", "wait", "{'duration':'PT1S'}") + "]",
            "[" + edge("t", "w") + "]"),
        calls(callers, sink, 2));
  }

  /** So many calls of the sink, one after the other. */
  static String calls(Callers callers, Sink sink, int calls)
      throws IOException, InterruptedException {
    StringBuilder nodes = new StringBuilder(TRIGGER);
    StringBuilder edges = new StringBuilder();
    for (int i = 1; i <= calls; i++) {
      nodes.append(',').append(call("c" + i, sink));
      edges.append(i == 1 ? "" : ",").append(edge(i == 1 ? "t" : "c" + (i - 1), "c" + i));
    }
    return callers.workflow("[" + nodes + "]", "[" + edges + "]");
  }

  private static final String TRIGGER = "{\"id\":\"t\",\"type\":\"trigger\"}";

  private static String call(String id, Sink sink) {
    return node(
        id,
        "integration",
        "{'connector':'http','operation':'request','parameters':{'method':'POST','url':'"
            + sink.url()
            + "','body':{'n':'{{ n }}'}}}");
  }

  private static String node(String id, String type, String config) {
    return ("{'id':'" + id + "','type':'" + type + "','data':{'config':" + config + "}}")
        .replace('\'', '"');
  }

  private static String edge(String source, String target) {
    return ("{'source':'" + source + "','target':'" + target + "'}").replace('\'', '"');
  }
}
