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

  /** The entry as the API gives it, and as it is hashed. */
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("seq", seq);
    json.put("at", at.toString());
    json.putAll(begin(entry));
    json.putAll(rest(entry));
    json.put("previousHash", previousHash);
    json.put("hash", hash);
    return json;
  }

  /** The members that stand before the moment in canonical order. */
  static Map<String, @Nullable Object> begin(AuditEntry entry) {
    Map<String, @Nullable Object> actor = new LinkedHashMap<>();
    actor.put("userId", entry.actor().user().map(UserId::toString).orElse(null));
    actor.put("via", entry.actor().via().code());
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("action", entry.action());
    json.put("actor", actor);
    json.put("address", entry.actor().address().orElse(null));
    return json;
  }

  /** Those between the moment and the hash of the entry before. */
  static Map<String, @Nullable Object> rest(AuditEntry entry) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("details", entry.details());
    json.put("object", Map.of("type", entry.objectType(), "id", entry.objectId()));
    return json;
  }
}
