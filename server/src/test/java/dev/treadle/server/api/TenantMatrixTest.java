package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.api.Contract.Operation;
import dev.treadle.values.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every route of the document that has an id in its path, called with the ids of another
 * organization's things: the answer is the one for an id that never was, and nothing changes.
 */
class TenantMatrixTest {
  private static final String NOTHING = "018f0000-0000-7000-8000-000000000000";

  private static final Api API = Api.shared();
  private static final String NEIGHBOUR = Neighbour.settle(API);

  @TestFactory
  Stream<DynamicTest> othersThingsAreLikeThingsThatNeverWere() {
    return withIds().stream()
        .map(operation -> DynamicTest.dynamicTest(operation.toString(), () -> check(operation)));
  }

  @Test
  void theMatrixIsNotEmptyAndTheNeighbourMayDoEverythingAtHome() {
    assertThat(withIds()).hasSizeGreaterThan(8);
    Answer made =
        API.post(
            Api.BASE + "/workflows",
            "{\"name\":\"At home\",\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\"}]}",
            "Authorization",
            "Bearer " + NEIGHBOUR);
    assertThat(made.status()).isEqualTo(201);
    String path = Api.BASE + "/workflows/" + made.string("/workflow/id");
    assertThat(API.get(path).status()).isEqualTo(404);
    assertThat(call("GET", path, new byte[0], "application/json").status()).isEqualTo(200);
    assertThat(call("POST", path + "/toggle", new byte[0], "application/json").status())
        .isEqualTo(200);
    assertThat(call("DELETE", path, new byte[0], "application/json").status()).isEqualTo(200);
  }

  /** The administration is above organizations, and not for everybody. */
  private static List<Operation> withIds() {
    return API.contract().operations().stream()
        .filter(operation -> operation.path().startsWith(Api.BASE))
        .filter(Operation::hasIds)
        .toList();
  }

  private static void check(Operation operation) {
    Things theirs = Things.of(API);
    List<String> before = state(theirs);
    String nothing = Things.path(operation, kind -> NOTHING);
    Map<String, @Nullable Object> bodies =
        operation.bodies().isEmpty() ? Map.of("application/json", Map.of()) : operation.bodies();
    bodies.forEach(
        (type, media) -> {
          byte[] body = body(Contract.object(media));
          Answer foreign = call(operation.method(), theirs.path(operation), body, type);
          Answer unknown = call(operation.method(), nothing, body, type);
          assertThat(foreign.status()).as(foreign.text()).isEqualTo(404);
          assertThat(unknown.status()).isEqualTo(404);
          assertThat(masked(foreign)).isEqualTo(masked(unknown));
          assertThat(foreign.response().headers().map().keySet())
              .isEqualTo(unknown.response().headers().map().keySet());
        });
    assertThat(state(theirs)).isEqualTo(before);
  }

  private static byte[] body(Map<String, @Nullable Object> media) {
    return media.containsKey("example")
        ? Json.write(media.get("example")).getBytes(StandardCharsets.UTF_8)
        : new byte[0];
  }

  private static Answer call(String method, String path, byte[] body, String type) {
    return API.call(
        method, path, body, "Authorization", "Bearer " + NEIGHBOUR, "Content-Type", type);
  }

  /** Without what names the call itself. */
  private static Map<String, @Nullable Object> masked(Answer answer) {
    Map<String, @Nullable Object> problem =
        new LinkedHashMap<>(Contract.object(Api.json(answer.text())));
    problem.remove("instance");
    problem.remove("traceId");
    return problem;
  }

  /** The things as their own organization sees them, once the run has come to rest. */
  private static List<String> state(Things things) {
    String workflow = Api.BASE + "/workflows/" + things.workflow();
    String execution = Api.BASE + "/executions/" + things.execution();
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!API.get(execution).string("/execution/status").equals("WAITING")
        && System.nanoTime() < until) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return List.of(
        API.get(workflow).text(),
        API.get(workflow + "/versions").text(),
        API.get(execution).text());
  }
}
