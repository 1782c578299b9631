package dev.treadle.nodes.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.JsonText;
import dev.treadle.node.NodeType;
import dev.treadle.node.testkit.FakeContext;
import dev.treadle.node.testkit.NodeContract;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformNodeTest extends NodeContract {
  private static final String INPUT =
      """
      {"a": {"b": 1, "c": 2}, "n": null, "list": [1, 2], "name": "Ada", "x.y": 5}\
      """;

  @Override
  protected NodeType<?> type() {
    return new TransformNode();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'set': {'k': 1}}                             | {'k': 1}",
        "{'set': {'k': null}}                          | {'k': null}",
        "{'set': {'k': '{{ n }}'}}                     | {'k': null}",
        "{'set': {'k': '{{ nothing }}'}}               | {}",
        "{'set': {'u.v': '{{ nothing }}'}}             | {}",
        "{'set': {'k': ['{{ nothing }}', 1]}}          | {'k': [1]}",
        "{'set': {'k': 'Hi {{ name }}{{ nothing }}!'}} | {'k': 'Hi Ada!'}",
        "{'set': {'a.b': 9}}                           | {'a': {'b': 9, 'c': 2}}",
        "{'set': {'a.d.e': 9}}                  | {'a': {'b': 1, 'c': 2, 'd': {'e': 9}}}",
        "{'set': {'name.first': 9}}                    | {'name': {'first': 9}}",
        "{'set': {'list.0': 9}}                        | {'list': {'0': 9}}",
        "{'set': {'`x.y`': 6}}                         | {'x.y': 6}",
        "{'set': {'a.`p.q`': 6}}                | {'a': {'b': 1, 'c': 2, 'p.q': 6}}",
        "{'set': {'u.b': 2, 'u': {'a': 1}}}            | {'u': {'a': 1, 'b': 2}}",
        "{'set': {'u': {'b': 1}, 'u.b': 2}}            | {'u': {'b': 2}}",
        "{'remove': ['a.b']}                           | {'a': {'c': 2}}",
        "{'remove': ['a.nope', 'nope', 'name.x']}      | {}",
        "{'remove': ['a'], 'set': {'a.z': 1}}          | {'a': {'z': 1}}",
        "{'remove': ['a.b'], 'set': {'a.z': 1}}        | {'a': {'c': 2, 'z': 1}}",
        "{'expression': 'a'}                           | {'b': 1, 'c': 2}",
        "{'expression': 'a.b'}                         | {'value': 1}",
        "{'expression': 'n'}                           | {'value': null}",
        "{'expression': 'nothing'}                     | {}",
        "{'expression': 'a', 'remove': ['a.b']}    | {'a': {'c': 2}, 'b': 1, 'c': 2}",
      })
  void writes(String config, String result) throws InterruptedException {
    assertThat(Json.write(run(config).result())).isEqualTo(Json.write(object(result)));
  }

  @Test
  void aWholeKeyThatIsRemovedIsARemovalUnlessItIsWrittenAgain() throws InterruptedException {
    assertThat(run("{'remove': ['a', 'nope']}").removed()).containsExactly("a");
    assertThat(run("{'remove': ['a', 'name'], 'set': {'a.z': 1}}").removed())
        .containsExactly("name");
    assertThat(run("{'remove': ['a.b', 'a']}"))
        .satisfies(
            completed -> {
              assertThat(completed.result()).isEmpty();
              assertThat(completed.removed()).containsExactly("a");
            });
  }

  @Test
  void replaceIsForTheEngineToCarryOut() throws InterruptedException {
    assertThat(run("{'set': {'k': 1}, 'mode': 'replace'}").replaces()).isTrue();
    assertThat(run("{'set': {'k': 1}}").replaces()).isFalse();
  }

  @Test
  void theInputIsNeverTouched() throws InterruptedException {
    FakeContext context = FakeContext.of(INPUT);
    context.run(new TransformNode(), object("{'set': {'a.b': 9}, 'remove': ['a.c']}"));
    assertThat(Json.write(context.input())).isEqualTo(Json.write(JsonText.constantObject(INPUT)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'set': {'a..b': 1}}             | /set/a..b",
        "{'set': {'': 1}}                 | /set/",
        "{'set': {'.a': 1}}               | /set/.a",
        "{'set': {'a.': 1}}               | /set/a.",
        "{'set': {'`a': 1}}               | /set/`a",
        "{'set': {'`a`b': 1}}             | /set/`a`b",
        "{'set': {'a`b`': 1}}             | /set/a`b`",
        "{'set': {'list[0]': 1}}          | /set/list[0]",
        "{'set': {'a~/.': 1}}             | /set/a~0~1.",
        "{'remove': ['ok', 'a..b']}       | /remove/1",
      })
  void reportsWhatTheSchemaCannotSay(String config, String pointer) {
    assertThat(type().spec().signature().check().apply(object(config)))
        .extracting(ConfigProblem::pointer)
        .containsExactly(pointer);
  }

  @Test
  void aPathThatATemplateMadeIsCheckedWhenTheNodeRuns() throws InterruptedException {
    Outcome outcome =
        FakeContext.of("{\"path\": \"a..b\"}")
            .run(new TransformNode(), object("{'remove': ['{{ path }}']}"));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.INVALID_CONFIG));
  }

  @Test
  void deepPathsAreRefusedBeforeTheyOverflow() {
    String path = String.join(".", Collections.nCopies(100_000, "a"));
    assertThat(ObjectPath.problems(null, List.of(path))).hasSize(1);
  }

  private static Outcome.Completed run(String config) throws InterruptedException {
    return (Outcome.Completed) FakeContext.of(INPUT).run(new TransformNode(), object(config));
  }

  private static Map<String, @Nullable Object> object(String json) {
    return JsonText.constantObject(json.replace('\'', '"'));
  }
}
