package dev.treadle.postgres.audit;

import dev.treadle.values.UserId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry in its chain.
 *
 * @param seq from 1, without a gap
 * @param previousHash of the entry before it
 */
public record RecordedEntry(
    long seq, Instant at, AuditEntry entry, String previousHash, String hash) {

  /** The entry that follows the one with the number and the hash. */
  static RecordedEntry following(long seq, String hash, Instant at, AuditEntry entry) {
    RecordedEntry unsealed = new RecordedEntry(seq + 1, at, entry, hash, "");
    return new RecordedEntry(seq + 1, at, entry, hash, AuditChain.hash(unsealed.toJson()));
  }

  /** The entry as the API gives it, and as it is hashed. */
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> actor = new LinkedHashMap<>();
    actor.put("userId", entry.actor().user().map(UserId::toString).orElse(null));
    actor.put("via", entry.actor().via().code());
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("seq", seq);
    json.put("at", at.toString());
    json.put("actor", actor);
    json.put("action", entry.action());
    json.put("object", Map.of("type", entry.objectType(), "id", entry.objectId()));
    json.put("address", entry.actor().address().orElse(null));
    json.put("details", entry.details());
    json.put("previousHash", previousHash);
    json.put("hash", hash);
    return json;
  }
}
