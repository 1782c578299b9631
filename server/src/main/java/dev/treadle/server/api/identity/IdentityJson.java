package dev.treadle.server.api.identity;

import dev.treadle.postgres.access.ApiKeys.StoredKey;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.access.Directory.Self;
import dev.treadle.postgres.access.Member;
import dev.treadle.server.access.Permission;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Callers, members and keys as the API shows them. */
public final class IdentityJson {
  private IdentityJson() {}

  /** Who calls, and what they may do. */
  public static Map<String, @Nullable Object> self(Caller caller, Self self) {
    Map<String, @Nullable Object> user = new LinkedHashMap<>();
    user.put("id", caller.user().toString());
    user.put("email", self.email());
    user.put("name", self.name());
    user.put("avatarUrl", self.avatarUrl().orElse(null));
    Map<String, @Nullable Object> organization = new LinkedHashMap<>();
    organization.put("id", caller.organization().toString());
    organization.put("name", self.organizationName());
    organization.put("tier", caller.tier());
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("user", user);
    json.put("organization", organization);
    json.put("globalRole", caller.globalRole().name());
    json.put("organizationRole", caller.organizationRole().name());
    json.put("permissions", Permission.codesOf(caller));
    return json;
  }

  public static Map<String, @Nullable Object> member(Member member) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("userId", member.user().toString());
    json.put("email", member.email());
    json.put("name", member.name());
    json.put("globalRole", member.globalRole().name());
    json.put("organizationRole", member.organizationRole().name());
    return json;
  }

  /** A key with the permissions that it has at this moment. */
  public static Map<String, @Nullable Object> key(StoredKey key) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", key.id().toString());
    json.put("name", key.name());
    json.put("prefix", key.prefix());
    json.put("permissions", permissions(key));
    json.put("expiresAt", key.reach().until().map(Instant::toString).orElse(null));
    json.put("lastUsedAt", key.times().lastUsed().map(Instant::toString).orElse(null));
    json.put("createdAt", key.times().created().toString());
    return json;
  }

  private static List<String> permissions(StoredKey key) {
    return Arrays.stream(Permission.values())
        .filter(each -> each.isGivenBy(key.roles().global(), key.roles().organization()))
        .map(Permission::code)
        .filter(code -> key.reach().permissions().map(left -> left.contains(code)).orElse(true))
        .toList();
  }
}
