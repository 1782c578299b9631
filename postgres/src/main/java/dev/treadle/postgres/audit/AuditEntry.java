package dev.treadle.postgres.audit;

import dev.treadle.values.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did.
 *
 * @param action as a code of {@link Action}
 * @param details small: no secrets, no definitions
 */
public record AuditEntry(
    Actor actor, String action, String objectId, Map<String, @Nullable Object> details) {
  public AuditEntry {
    details = Json.freezeObject(details);
  }

  /** An entry about the object with this id. */
  public static AuditEntry of(
      Actor actor, Action action, Object objectId, Map<String, @Nullable Object> details) {
    return new AuditEntry(actor, action.code(), objectId.toString(), details);
  }

  /** The first word of the action. */
  String objectType() {
    int dot = action.indexOf('.');
    return dot < 0 ? action : action.substring(0, dot);
  }
}
