package dev.treadle.server.backend;

import dev.treadle.nodes.ai.ChatModels;
import dev.treadle.nodes.http.Egress;
import dev.treadle.postgres.database.DatabaseSettings;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.runtime.drive.Terms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the backend is set up.
 *
 * @param data where the embedded database and other files live
 * @param external a database of the operator's own, used instead of the embedded one
 * @param recovery when the runs of a lost process are taken up, and when they are given up
 * @param egress where nodes may reach beside the public internet
 * @param models the models that agents may use
 */
public record BackendSettings(
    Path data,
    Optional<DatabaseSettings> external,
    Recovery recovery,
    Egress egress,
    ChatModels models,
    Owner owner) {

  /**
   * What happens to the runs of a process that is lost, and how many go on at once.
   *
   * @param lease how long a replica owns its runs without a sign of life
   * @param maxResumptions how often in a row a run is taken up without any progress
   * @param driven how many runs a process drives at once before it queues new ones
   */
  public record Recovery(Duration lease, int maxResumptions, Concurrency concurrency, int driven) {
    public static final Recovery USUAL =
        new Recovery(Duration.ofSeconds(10), 10, Concurrency.USUAL, Terms.USUAL_MOST);

    /** The same with another number of runs that go on at once. */
    public Recovery with(Concurrency other) {
      return new Recovery(lease, maxResumptions, other, driven);
    }
  }

  /**
   * The owner of the first organization, where the operator names one.
   *
   * @param apiKey taken as it is given
   */
  public record Owner(Optional<String> email, Optional<String> password, Optional<String> apiKey) {}
}
