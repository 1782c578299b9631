package dev.treadle.server.api;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadBodiesTest {
  private static final String WORKFLOWS = Api.BASE + "/workflows";
  private static final String VALID =
      "{\"name\":\"Valid\",\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\"}]}";

  private final Api api = Api.shared();

  @AfterEach
  void theServerIsWell() {
    assertThat(api.post(WORKFLOWS, VALID).status()).isEqualTo(201);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Stream<byte[]> noJson() {
    return Stream.of(
        octets(" "),
        octets("{"),
        octets("{\"name\":\"abc\""),
        octets("{\"name\":\"abc\",}"),
        octets("{'name':1}"),
        octets("{\"name\":1}/*x*/"),
        octets("\uFEFF" + VALID),
        octets("{\"name\":\"a\",\"name\":\"b\"}"),
        octets("{\"name\":NaN}"),
        octets("{\"name\":Infinity}"),
        octets("{\"name\":01}"),
        octets("{\"name\":1e400}"),
        octets("{\"name\":" + "9".repeat(2_000) + "}"),
        octets("{\"name\":1e999999999}"),
        octets("{\"name\":\"\u0001\"}"),
        octets("{} {}"),
        octets("[]"),
        octets("null"),
        octets("\"text\""),
        octets("{\"nodes\":" + "[".repeat(100_000)),
        octets("{\"nodes\":" + "[".repeat(200) + "]".repeat(200) + "}"),
        octets("{\"" + "k".repeat(20_000) + "\":1}"),
        VALID.getBytes(StandardCharsets.UTF_16),
        VALID.getBytes(StandardCharsets.UTF_16LE),
        new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
        new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'},
        new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'},
        new byte[] {0});
  }

  @ParameterizedTest
  @MethodSource("noJson")
  void whatIsNoJsonObjectIs400Everywhere(byte[] body) {
    String workflow = api.workflow("[{\"id\":\"t\",\"type\":\"trigger\"}]", "[]");
    for (String path :
        new String[] {
          WORKFLOWS, WORKFLOWS + "/validate", WORKFLOWS + "/" + workflow + "/execute"
        }) {
      Answer answer = api.call("POST", path, body);
      assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(400);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.string("/type")).isEqualTo("/problems/bad-request");
      assertThat(answer.text()).doesNotContain("java.", "Exception");
    }
  }

  @Test
  void anEmptyBodyIsADocumentOnlyWhereNothingIsNeeded() {
    String[] json = {"Content-Type", "application/json"};
    assertThat(api.post(WORKFLOWS, "", json).status()).isEqualTo(400);
    assertThat(api.post(WORKFLOWS + "/validate", "", json).status()).isEqualTo(400);
    String workflow = api.workflow("[{\"id\":\"t\",\"type\":\"trigger\"}]", "[]");
    assertThat(api.execute(workflow, "").status()).isEqualTo(202);
    assertThat(api.execute(workflow, "", json).status()).isEqualTo(202);
  }

  static Stream<Arguments> wrongMembers() {
    return Stream.of(
        Arguments.of("\"name\":1", 400, "/name"),
        Arguments.of("\"name\":[]", 400, "/name"),
        Arguments.of("\"name\":null", 422, "/name"),
        Arguments.of("\"name\":\"ab\"", 422, "/name"),
        Arguments.of("\"name\":\"   \"", 422, "/name"),
        Arguments.of("\"name\":\"" + "a".repeat(101) + "\"", 422, "/name"),
        Arguments.of("\"name\":\"abc\\u0000\"", 400, "/name"),
        Arguments.of("\"name\":\"abc\\ud800\"", 400, "/name"),
        Arguments.of("\"name\":\"abc\\udc00d\"", 400, "/name"),
        Arguments.of("\"name\":\"abc\",\"description\":5", 400, "/description"),
        Arguments.of(
            "\"name\":\"abc\",\"description\":\"" + "a".repeat(1001) + "\"", 422, "/description"),
        Arguments.of("\"name\":\"abc\",\"description\":\"\\u0000\"", 400, "/description"),
        Arguments.of("\"name\":\"abc\",\"tags\":\"a\"", 400, "/tags"),
        Arguments.of("\"name\":\"abc\",\"tags\":{}", 400, "/tags"),
        Arguments.of("\"name\":\"abc\",\"tags\":[null]", 400, "/tags/0"),
        Arguments.of("\"name\":\"abc\",\"tags\":[\"a\\u0000\"]", 400, "/tags/0"),
        Arguments.of("\"name\":\"abc\",\"tags\":[\"\\udfff\"]", 400, "/tags/0"),
        Arguments.of("\"name\":\"abc\",\"isActive\":\"true\"", 400, "/isActive"),
        Arguments.of("\"name\":\"abc\",\"isActive\":1", 400, "/isActive"),
        Arguments.of("\"name\":\"abc\",\"version\":1", 400, "/version"),
        Arguments.of("\"name\":\"abc\",\"version\":\"\\u0000\"", 400, "/version"),
        Arguments.of("\"name\":\"abc\",\"templateId\":1", 400, "/templateId"),
        Arguments.of("\"name\":\"abc\",\"templateId\":\"x\"", 422, "/templateId"),
        Arguments.of("\"name\":\"abc\",\"__proto__\":1", 400, "/__proto__"),
        Arguments.of("\"name\":\"abc\",\"a/b~c\":1", 400, "/a~1b~0c"),
        Arguments.of("\"name\":\"abc\",\"Name\":\"abc\"", 400, "/Name"));
  }

  @ParameterizedTest
  @MethodSource("wrongMembers")
  void aWrongMemberIsNamedByItsPointer(String members, int status, String pointer) {
    Answer answer =
        api.post(WORKFLOWS, "{" + members + ",\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\"}]}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.list("/errors")).hasSize(1);
    assertThat(answer.object("/errors/0")).containsOnlyKeys("pointer", "code", "detail");
    assertThat(answer.string("/errors/0/pointer")).isEqualTo(pointer);
  }

  @Test
  void allWrongMembersAreToldAtOnce() {
    Answer answer =
        api.post(
            WORKFLOWS,
            "{\"name\":1,\"description\":2,\"tags\":[3,\"ok\",4],\"version\":5,\"isActive\":6,\"x\":7}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .contains(
            "\"/name\"",
            "\"/description\"",
            "\"/tags/0\"",
            "\"/tags/2\"",
            "\"/version\"",
            "\"/isActive\"",
            "\"/x\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "\\ud800", "a\\udc00b"})
  void whatIsNoTextIsRefusedWhereverItStands(String text) {
    String nodes =
        "{\"name\":\"Odd\",\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\",\"data\":{\"x~y\":[\"ok\",{\"";
    Answer value = api.post(WORKFLOWS, nodes + "a\":\"" + text + "\"}]}}]}");
    assertThat(value.status()).as(value.text()).isEqualTo(400);
    assertThat(value.string("/errors/0/pointer")).isEqualTo("/nodes/0/data/x~0y/1/a");
    Answer name = api.post(WORKFLOWS, nodes + text + "\":1}]}}]}");
    assertThat(name.status()).as(name.text()).isEqualTo(400);
    assertThat(name.string("/errors/0/pointer")).isEqualTo("/nodes/0/data/x~0y/1");
    assertThat(name.string("/errors/0/code")).isEqualTo("INVALID_TEXT");
  }

  @Test
  void anOddTextIsKeptInADefinition() {
    String label = "\u202e e\u0301 <script> \\r\\n";
    Answer answer =
        api.post(
            WORKFLOWS,
            "{\"name\":\"Odd\",\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\",\"data\":{\"label\":\""
                + label
                + "\"}}]}");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.text()).contains(label);
    Answer run = api.execute(answer.string("/workflow/id"), "{}", "Prefer", "wait=20");
    assertThat(api.get(run.header("Location")).text()).contains("Executing node: " + label);
  }

  @Test
  void aFloodOfMembersIsRefusedWithTheFirstThousandFaults() {
    String numbered =
        IntStream.range(0, 300_000).mapToObj(i -> "\"m" + i + "\":1").collect(joining(","));
    // Of these every key has the same hash.
    String colliding =
        IntStream.range(0, 1 << 14)
            .mapToObj(i -> Integer.toBinaryString(i + (1 << 14)))
            .map(bits -> "\"" + bits.replace("0", "Aa").replace("1", "BB") + "\":1")
            .collect(joining(","));
    for (String members : new String[] {numbered, colliding}) {
      Answer answer = api.post(WORKFLOWS, "{" + members + "}");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.list("/errors")).hasSize(1_000);
    }
  }

  @Test
  void aBodyOverTheLimitIs413() {
    String large = "{\"name\":\"" + "a".repeat(ApiSettings.BODY_LIMIT) + "\"}";
    Answer answer = api.post(WORKFLOWS, large);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.string("/type")).isEqualTo("/problems/payload-too-large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin1",
        "application/json; charset=utf-16",
        "application/json; charset=nonsense",
        "application/vnd.api+json",
        "*/*",
        "nonsense"
      })
  void otherTypesAre415(String type) {
    String workflow = api.workflow("[{\"id\":\"t\",\"type\":\"trigger\"}]", "[]");
    for (String path : new String[] {"", "/validate", "/" + workflow + "/execute"}) {
      Answer answer = api.post(WORKFLOWS + path, "{}", "Content-Type", type);
      assertThat(answer.status()).as(path).isEqualTo(415);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
    assertThat(api.post(WORKFLOWS, VALID, "Content-Encoding", "gzip").status()).isEqualTo(415);
    assertThat(
            api.post(WORKFLOWS, VALID, "Content-Type", "Application/JSON; charset=\"UTF-8\"")
                .status())
        .isEqualTo(201);
  }
}
