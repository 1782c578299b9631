package dev.treadle.node;

import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an attempt knows of the run that it is part of. */
public interface NodeContext {
  ExecutionId execution();

  NodeId node();

  /** Counted from 1. */
  int attempt();

  /** The same for every attempt of this node in this run, also after a crash; ASCII. */
  String idempotencyKey();

  /** When this attempt began. */
  Instant now();

  /** The node's input; immutable. */
  Map<String, @Nullable Object> input();
}
