package dev.treadle.simulation;

import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.values.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rights of replicas to write. */
final class Leases {
  private final VirtualClock clock;
  private final PlantedBug bug;
  private final Map<ReplicaId, Tenancy> replicas = new LinkedHashMap<>();

  private record Tenancy(int epoch, Instant expires, boolean lost) {}

  Leases(VirtualClock clock, PlantedBug bug) {
    this.clock = clock;
    this.bug = bug;
  }

  Lease register(ReplicaId replica, Duration duration) {
    replicas.put(replica, new Tenancy(1, clock.now().plus(duration), false));
    return new Lease(replica, 1);
  }

  Optional<Instant> renew(Lease lease, Duration duration) {
    Tenancy tenancy = tenancy(lease.replica());
    if (tenancy.epoch != lease.epoch()) {
      return Optional.empty();
    }
    replicas.put(
        lease.replica(), new Tenancy(tenancy.epoch, clock.now().plus(duration), tenancy.lost));
    return Optional.of(clock.now());
  }

  void release(Lease lease) {
    if (holds(lease)) {
      raise(lease.replica());
    }
  }

  /** Ends the leases of others whose time is over. */
  void endThoseOver(ReplicaId asking) {
    List.copyOf(replicas.keySet()).stream()
        .filter(other -> !other.equals(asking) && isOver(tenancy(other)))
        .forEach(this::raise);
  }

  private boolean isOver(Tenancy tenancy) {
    return !tenancy.lost && tenancy.expires.isBefore(clock.now());
  }

  private void raise(ReplicaId replica) {
    Tenancy tenancy = tenancy(replica);
    int epoch = bug == PlantedBug.TAKEOVER_KEEPS_EPOCH ? tenancy.epoch : tenancy.epoch + 1;
    replicas.put(replica, new Tenancy(epoch, tenancy.expires, true));
  }

  private Tenancy tenancy(ReplicaId replica) {
    Tenancy tenancy = replicas.get(replica);
    if (tenancy == null) {
      throw new IllegalStateException("no replica " + replica);
    }
    return tenancy;
  }

  /** A replica was lost before anything else happened. */
  void lost(ReplicaId replica) {
    replicas.put(replica, new Tenancy(2, clock.now(), true));
  }

  boolean isLost(ReplicaId replica) {
    return tenancy(replica).lost;
  }

  /** Whether nobody has raised the replica past it. */
  boolean isCurrent(Lease lease) {
    return tenancy(lease.replica()).epoch == lease.epoch();
  }

  /** Whether a replica may write. */
  boolean holds(Lease lease) {
    return isCurrent(lease) && !isLost(lease.replica());
  }
}
