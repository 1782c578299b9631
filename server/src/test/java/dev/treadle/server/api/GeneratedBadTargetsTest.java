package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.api.Contract.Operation;
import dev.treadle.values.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Paths, queries and headers that make no sense, for every operation of the document. */
class GeneratedBadTargetsTest {
  private static final List<String> NO_IDS =
      List.of(
          "x",
          "0",
          "-1",
          "null",
          "018F0000-0000-7000-8000-000000000000",
          "%7B018f0000-0000-7000-8000-000000000000%7D",
          "018f0000000070008000000000000000",
          "018f0000-0000-7000-8000-000000000000%20",
          "018f0000-0000-7000-8000-000000000000;a=b",
          "018f0000-0000-7000-8000-000000000000%0d%0aSet-Cookie:a=b",
          "018f0000-0000-7000-8000-000000000000'%20or%20'1'='1",
          "%252e%252e%252f",
          "%2e%2e",
          "%00",
          "*",
          "a".repeat(10_000));

  private static final List<String> NO_NUMBERS =
      List.of("0", "-1", "+1", "01", "1.5", "1e3", "x", "%D9%A1", "9".repeat(40));

  private static final List<String> NO_QUERIES =
      List.of(
          "unknown=1",
          "include%5B%5D=nodes",
          "INCLUDE=nodes",
          "include=nodes,,logs",
          "include=",
          "include=nodes&include=everything",
          "organizationId=018f0000-0000-7000-8000-000000000000",
          "a".repeat(8_000));

  private final Api api = Api.shared();
  private final Things things = Things.of(api);

  private Stream<Operation> operations() {
    return api.contract().operations().stream().filter(o -> o.path().startsWith(Api.BASE));
  }

  @TestFactory
  Stream<DynamicTest> whatIsNoIdNamesNothing() {
    return operations()
        .filter(Operation::hasIds)
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    operation.toString(),
                    () -> {
                      for (String id : NO_IDS) {
                        refused(operation, Things.path(operation, kind -> id), List.of(400, 404));
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> whatIsNoNumberOfAVersionNamesNone() {
    return operations()
        .filter(operation -> operation.path().contains("{number}"))
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    operation.toString(),
                    () -> {
                      for (String number : NO_NUMBERS) {
                        String path = things.path(operation).replace("/1", "/" + number);
                        refused(operation, path, List.of(404));
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aParameterThatIsNotKnownIsRefusedByName() {
    return operations()
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    operation.toString(),
                    () -> {
                      for (String query : NO_QUERIES) {
                        String target = things.path(operation) + "?" + query;
                        Answer answer = refused(operation, target, List.of(400));
                        assertThat(answer.list("/errors")).hasSize(1);
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> nobodyIsToldAnything() {
    return operations()
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    operation.toString(),
                    () -> {
                      String path = things.path(operation);
                      refused(operation, path, List.of(401), "Authorization", "Bearer trd_nobody");
                      refused(
                          operation,
                          path + "?unknown=1",
                          List.of(401),
                          "Authorization",
                          "Basic eDp5");
                    }));
  }

  private Answer refused(
      Operation operation, String target, List<Integer> statuses, String... headers) {
    Answer answer = api.call(operation.method(), target, body(operation), headers);
    assertThat(answer.status())
        .as(operation + " " + target.substring(0, Math.min(200, target.length())))
        .isIn(statuses);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("Set-Cookie")).isEmpty();
    assertThat(answer.text()).doesNotContain("java.", "Exception", "SQL");
    return answer;
  }

  private static byte[] body(Operation operation) {
    Object media = operation.bodies().get("application/json");
    if (media == null) {
      return new byte[0];
    }
    Map<String, @Nullable Object> described = Contract.object(media);
    return Json.write(described.get("example")).getBytes(StandardCharsets.UTF_8);
  }
}
