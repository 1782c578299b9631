package dev.treadle.engine.run;

import dev.treadle.values.Usage;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of one node of a body over all iterations: as much as can be kept of many. */
final class Tally {
  private final Map<NodeStatus, Integer> ended = new EnumMap<>(NodeStatus.class);

  /** Where it stands in the last iteration, by the order of the items, that came to it. */
  @Nullable NodeState shown;

  Usage usage = Usage.NONE;

  void came(NodeState state) {
    if (shown == null || shown.walk.iteration.compareTo(state.walk.iteration) <= 0) {
      shown = state;
    }
  }

  void end(NodeStatus how) {
    ended.merge(how, 1, Integer::sum);
  }

  Map<NodeStatus, Integer> ended() {
    return Collections.unmodifiableMap(new EnumMap<>(ended));
  }
}
