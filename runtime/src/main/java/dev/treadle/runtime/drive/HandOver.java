package dev.treadle.runtime.drive;

import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.values.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives runs that a stopping replica has left to whoever claims them first. */
final class HandOver {
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

  private final RunStore store;
  private final Runs runs;
  private final ReplicaId replica;
  private final List<ClaimedRun> left = new ArrayList<>();

  HandOver(RunStore store, Runs runs, ReplicaId replica) {
    this.store = store;
    this.runs = runs;
    this.replica = replica;
  }

  /** What was left is kept until the database has said that it is somebody else's. */
  void go() {
    left.addAll(runs.takeLeft());
    if (!left.isEmpty()) {
      store.handOver(replica, List.copyOf(left));
      LOG.info("handed over runs count={}", left.size());
      left.clear();
    }
  }

  void last() {
    try {
      go();
    } catch (RuntimeException e) {
      LOG.warn("runs are not handed over, they will be taken over", e);
    }
  }
}
