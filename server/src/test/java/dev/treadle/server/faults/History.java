package dev.treadle.server.faults;

import dev.treadle.runtime.journal.Frame;
import dev.treadle.server.cli.Sink.Delivery;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an experiment leaves behind: what was promised, what the database holds, what the world saw,
 * and what was done to the replicas.
 *
 * @param accepted the runs that callers were answered 2xx for
 * @param rows the status of each run's row
 * @param journals the frames of each run, in the order of their numbers
 * @param effectful the nodes whose attempts are delivered
 * @param deliveries what the sink saw
 * @param replicas what was done to them, and what they did that they should not have
 */
record History(
    Set<ExecutionId> accepted,
    Map<ExecutionId, String> rows,
    Map<ExecutionId, List<Frame>> journals,
    Set<NodeId> effectful,
    List<Delivery> deliveries,
    Replicas replicas) {

  /**
   * What was done to replicas.
   *
   * @param lease how long they own their runs without a sign of life
   * @param deaths when one was killed or paused
   * @param pauses those longer than a lease
   * @param staleWrites what was written of runs by a replica that did not own them
   */
  record Replicas(
      Duration lease, List<Instant> deaths, List<Pause> pauses, List<String> staleWrites) {}

  /**
   * A pause beyond the lease.
   *
   * @param refused the batches that were refused to the replica when it went on
   */
  record Pause(Instant begun, long refused) {}
}
