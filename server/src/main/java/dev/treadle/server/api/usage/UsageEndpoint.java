package dev.treadle.server.api.usage;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.tier.Slots.Standing;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /usage}. */
@RestController
@RequestMapping(path = ApiSettings.BASE + "/usage", produces = MediaType.APPLICATION_JSON_VALUE)
final class UsageEndpoint {
  private final Backend backend;

  UsageEndpoint(Backend backend) {
    this.backend = backend;
  }

  @GetMapping
  @Needs(Permission.VIEW_WORKFLOWS)
  ResponseEntity<String> get(Caller caller) {
    Standing standing = backend.slots().standing(caller.organization());
    Map<String, @Nullable Object> executions =
        used(standing.executions(), standing.tier().executions());
    executions.put("resetsAt", standing.resetsAt().toString());
    Map<String, @Nullable Object> usage = new LinkedHashMap<>();
    usage.put("tier", standing.tier().name());
    usage.put("workflows", used(standing.workflows(), standing.tier().workflows()));
    // No route makes agents yet, so that nobody has any.
    usage.put("agents", used(0, standing.tier().agents()));
    usage.put("executions", executions);
    usage.put("tokensUsed", standing.tokensUsed());
    usage.put("cost", standing.cost().toString());
    return JsonAnswer.ok(usage);
  }

  private static Map<String, @Nullable Object> used(long used, Optional<Integer> limit) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("used", used);
    json.put("limit", limit.orElse(null));
    return json;
  }
}
