package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.api.Contract.Operation;
import dev.treadle.values.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Bodies made from the schemas of the document: every member with values of every type, too long,
 * missing, and one too many. What a schema does not allow must be refused with a problem that names
 * the place; what it allows must not break anything.
 */
class GeneratedBadBodiesTest {
  private static final List<@Nullable Object> ODD =
      Arrays.asList(
          null,
          true,
          -1,
          1.5,
          new BigInteger("9".repeat(40)),
          "",
          "\u0000",
          "a".repeat(1_100),
          List.of(),
          List.of(List.of()),
          Arrays.asList(null, 1, "x"),
          Map.of(),
          Map.of("__proto__", 1));

  private final Api api = Api.shared();
  private final Contract contract = api.contract();
  private final Things things = Things.of(api);

  /** A body that differs from a good one in one place. */
  private record Variation(String name, String pointer, @Nullable Object body) {}

  @TestFactory
  Stream<DynamicTest> whatASchemaDoesNotAllowIsRefused() {
    // An invitation that there is not is said before anything of a body.
    return contract.operations().stream()
        .filter(operation -> !operation.path().endsWith("/invitations/{token}"))
        .filter(operation -> !operation.bodies().isEmpty())
        .map(operation -> DynamicTest.dynamicTest(operation.toString(), () -> vary(operation)));
  }

  @Test
  void thereIsSomethingToVary() {
    assertThat(contract.operations()).anySatisfy(o -> assertThat(o.bodies()).isNotEmpty());
  }

  private void vary(Operation operation) {
    operation
        .bodies()
        .forEach(
            (type, media) -> {
              Map<String, @Nullable Object> described = Contract.object(media);
              for (Variation variation : variations(described)) {
                send(operation, type, described.get("schema"), variation);
              }
            });
  }

  private void send(
      Operation operation, String type, @Nullable Object schema, Variation variation) {
    boolean allowed = contract.faults(schema, variation.body).isEmpty();
    Answer answer =
        api.call(
            operation.method(),
            things.path(operation),
            Json.write(variation.body).getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            type);
    String shown = operation + " " + type + ", " + variation.name + ": " + answer.text();
    if (allowed) {
      assertThat(answer.status()).as(shown).isLessThan(500);
      return;
    }
    assertThat(answer.status()).as(shown).isIn(400, 422);
    assertThat(answer.list("/errors")).as(shown).isNotEmpty();
    assertThat(answer.text()).as(shown).contains("\"pointer\":\"" + variation.pointer);
  }

  private List<Variation> variations(Map<String, @Nullable Object> media) {
    Map<String, @Nullable Object> good = Contract.object(media.get("example"));
    Map<String, @Nullable Object> schema = contract.resolved(media.get("schema"));
    List<Variation> variations = new ArrayList<>();
    for (Object odd : ODD) {
      if (Json.asObject(odd) == null) {
        variations.add(new Variation("the body is " + Json.write(odd), "", odd));
      }
    }
    variations.add(with(good, "unexpectedMember", 1));
    if (schema.get("properties") instanceof Map<?, ?> properties) {
      for (Object name : properties.keySet()) {
        String member = String.valueOf(name);
        ODD.forEach(odd -> variations.add(with(good, member, odd)));
      }
    }
    for (Object name : Contract.elements(schema.get("required"))) {
      Map<String, @Nullable Object> body = new LinkedHashMap<>(good);
      body.remove(String.valueOf(name));
      variations.add(new Variation("without " + name, "/" + name, body));
    }
    return variations;
  }

  private static Variation with(
      Map<String, @Nullable Object> good, String member, @Nullable Object value) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>(good);
    body.put(member, value);
    String shown = Json.write(value);
    return new Variation(
        member + " is " + shown.substring(0, Math.min(60, shown.length())), "/" + member, body);
  }
}
