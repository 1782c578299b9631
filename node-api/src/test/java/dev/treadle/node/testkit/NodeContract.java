package dev.treadle.node.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.treadle.node.JsonSchema;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.values.Effect;
import dev.treadle.values.Handles;
import dev.treadle.values.Json;
import dev.treadle.values.Outcome;
import dev.treadle.values.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every node type promises. A test class of a type extends this and says which one it is. */
public abstract class NodeContract {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** The type under test. */
  protected abstract NodeType<?> type();

  /** How the example's expressions are answered; dotted names in its input unless overridden. */
  protected FakeExpressions expressions(Map<String, @Nullable Object> input) {
    return FakeExpressions.namesIn(input);
  }

  @Test
  void specSaysWhatTheTypeIs() {
    NodeSpec<?> spec = type().spec();
    assertThat(spec.type()).matches("[a-z][a-zA-Z0-9]*");
    assertThat(spec.title()).isNotBlank();
    assertThat(spec.description()).isNotBlank().endsWith(".");
    assertThat(type().spec()).as("one spec per type, not one per call").isSameAs(spec);
  }

  @Test
  void everyMemberOfTheConfigIsDescribed() {
    described(type().spec().signature().config(), "", new ArrayList<>());
  }

  @Test
  void handlesContainTheInitialOneWhateverTheConfig() {
    List<Map<String, @Nullable Object>> configs = new ArrayList<>();
    configs.add(type().spec().example().config());
    configs.add(Map.of());
    for (Schema.Member member : type().spec().signature().config().members()) {
      for (Object odd : oddities()) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put(member.name(), odd);
        configs.add(config);
      }
    }
    for (Map<String, @Nullable Object> config : configs) {
      Handles handles = type().spec().signature().handles().apply(config);
      assertThat(handles.names()).as("handles of %s", config).contains(handles.initial());
      assertThat(handles.names()).doesNotContain(Handles.ERROR).doesNotHaveDuplicates();
    }
  }

  @Test
  void jsonSchemaIsValidAndAcceptsTheExample() {
    String schema = Json.write(JsonSchema.of(type().spec().signature().config()));
    assertThat(SCHEMAS.getSchema(SchemaLocation.of(DIALECT)))
        .satisfies(meta -> assertThat(meta.validate(schema, InputFormat.JSON)).isEmpty());
    String example = Json.write(type().spec().example().config());
    assertThat(SCHEMAS.getSchema(schema).validate(example, InputFormat.JSON)).isEmpty();
  }

  /** So that whoever validates by the schema agrees with the server. */
  @Test
  void anEmptyConfigThatIsRefusedIsRefusedByTheJsonSchema() {
    Schema.Members config = type().spec().signature().config();
    boolean refused =
        config.members().stream().anyMatch(Schema.Member::required)
            || config.alternatives().stream()
                .anyMatch(group -> group.count() != Schema.Count.AT_MOST_ONE)
            || !type().spec().signature().check().apply(Map.of()).isEmpty();
    String schema = Json.write(JsonSchema.of(config));
    assertThat(SCHEMAS.getSchema(schema).validate("{}", InputFormat.JSON).isEmpty())
        .isEqualTo(!refused);
  }

  @Test
  void exampleIsAConfigWithoutProblems() {
    NodeSpec<?> spec = type().spec();
    assertThat(spec.signature().check().apply(spec.example().config())).isEmpty();
    assertThat(spec.example().config().keySet())
        .allSatisfy(name -> assertThat(spec.signature().config().member(name)).isNotNull());
    assertThat(context().bind(type(), spec.example().config())).isInstanceOf(spec.configType());
  }

  @Test
  void pureTypesGiveTheResultOfTheExample() throws InterruptedException {
    if (type().spec().signature().effect() != Effect.PURE) {
      assertThat(type().spec().example().result()).isNotNull();
      return;
    }
    Outcome outcome = context().run(type(), type().spec().example().config());
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Completed.class,
            completed -> {
              assertThat(Json.equal(completed.result(), type().spec().example().result()))
                  .as("%s", Json.write(completed.result()))
                  .isTrue();
              assertThat(handlesOfTheExample().names()).contains(completed.handle());
            });
  }

  private Handles handlesOfTheExample() {
    return type().spec().signature().handles().apply(type().spec().example().config());
  }

  private FakeContext context() {
    Map<String, @Nullable Object> input = type().spec().example().input();
    return FakeContext.of(input).with(expressions(input));
  }

  private static List<@Nullable Object> oddities() {
    List<@Nullable Object> odd = new ArrayList<>();
    odd.add(null);
    odd.addAll(List.of(7, true, "{{ x }}", List.of(), Map.of(), List.of("x", 7, List.of())));
    odd.add(List.of(Map.of("handle", 7), Map.of("handle", "a"), Map.of("handle", "a")));
    odd.add(List.of(Map.of("handle", "default"), Map.of("handle", "error")));
    return odd;
  }

  @SuppressWarnings("ReferenceEquality") // shapes that nest in themselves cannot be compared
  private static void described(Schema schema, String at, List<Schema.Members> seen) {
    switch (schema) {
      case Schema.Items items -> described(items.element(), at + "[]", seen);
      case Schema.Entries entries -> described(entries.value(), at + ".*", seen);
      case Schema.OneOf oneOf -> oneOf.variants().forEach(v -> described(v, at, seen));
      case Schema.Members members -> {
        if (seen.stream().anyMatch(other -> other == members)) {
          return;
        }
        seen.add(members);
        for (Schema.Member member : members.members()) {
          String name = at + "." + member.name();
          assertThat(member.description()).as("description of %s", name).endsWith(".");
          described(member.schema(), name, seen);
        }
      }
      default -> {}
    }
  }
}
