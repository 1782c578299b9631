package dev.treadle.bench;

import dev.treadle.runtime.drive.WorkflowVersions.StoredVersion;
import dev.treadle.values.WorkflowId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Workflows of a trigger and nodes that follow one another. */
enum Chain {
  /** Five steps without effect. */
  PURE,
  /** Five steps with an effect that takes no time. */
  EFFECTS,
  /** Five steps that each wait 50 ms for an answer. */
  ANSWERS,
  /** Three steps, and one whose answer does not come. */
  OPEN,
  /** A wait until the moment that the input says, and a step with an effect. */
  TIMER;

  static final String FIRST = "n1";

  private static final int FOR_EVER = Integer.MAX_VALUE;

  private List<Link> links() {
    return switch (this) {
      case PURE -> Collections.nCopies(5, step());
      case EFFECTS -> Collections.nCopies(5, outside(0));
      case ANSWERS -> Collections.nCopies(5, outside(50));
      case OPEN -> List.of(step(), step(), step(), outside(FOR_EVER));
      case TIMER -> List.of(new Link("wait", Map.of("until", "{{ until }}")), outside(0));
    };
  }

  private record Link(String type, Map<String, Object> config) {}

  private static Link step() {
    return new Link("transform", Map.of("expression", "{\"n\": n + 1}"));
  }

  private static Link outside(int millis) {
    return new Link("outside", Map.of("millis", millis));
  }

  WorkflowId id() {
    return new WorkflowId(UUID.nameUUIDFromBytes(name().getBytes(StandardCharsets.UTF_8)));
  }

  /** With the trigger. */
  int size() {
    return links().size() + 1;
  }

  static StoredVersion stored(WorkflowId id) {
    for (Chain chain : values()) {
      if (chain.id().equals(id)) {
        return new StoredVersion(chain.name(), chain.definition());
      }
    }
    throw new IllegalArgumentException("no workflow " + id);
  }

  private Map<String, @Nullable Object> definition() {
    List<Link> links = links();
    List<@Nullable Object> nodes = new ArrayList<>();
    List<@Nullable Object> edges = new ArrayList<>();
    nodes.add(Map.of("id", "n0", "type", "trigger", "data", Map.of("config", Map.of())));
    for (int i = 1; i <= links.size(); i++) {
      Link link = links.get(i - 1);
      nodes.add(Map.of("id", "n" + i, "type", link.type, "data", Map.of("config", link.config)));
      edges.add(Map.of("source", "n" + (i - 1), "target", "n" + i));
    }
    return Map.of("nodes", nodes, "edges", edges);
  }
}
