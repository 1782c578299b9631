package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.values.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListWorkflowsTest {
  private static final Api API = Api.start();
  private static final String LIST = Api.BASE + "/workflows";

  static Answer create(Api api, String members, String... headers) {
    Answer created =
        api.post(
            LIST, "{" + members + ",\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\"}]}", headers);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created;
  }

  /** Workflows that only this test has, by a tag of their own. */
  private static Answer tagged(String tag, String name, String more) {
    return create(API, "\"name\":\"" + name + "\",\"tags\":[\"" + tag + "\"]" + more);
  }

  private static Answer list(String query) {
    Answer answer = API.get(LIST + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }

  private static List<String> names(Answer answer) {
    return answer.list("/workflows").stream()
        .map(one -> String.valueOf(Objects.requireNonNull(Json.asObject(one)).get("name")))
        .toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void aListedWorkflowIsTheWorkflowWithItsCreatorAndItsRuns() {
    Answer created =
        tagged("whole", "A whole one", ",\"description\":\"d\",\"variables\":{\"n\":1.10}");
    String id = created.string("/workflow/id");
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      runs.add(API.execute(id, "{}", "Prefer", "wait=10").string("/execution/id"));
    }
    Collections.reverse(runs);
    Answer listed = list("?tags=whole");
    String alone = API.get(LIST + "/" + id).text();
    assertThat(alone).contains("\"executionCount\":12,");
    assertThat(listed.text())
        .startsWith(
            "{\"workflows\":[" + alone.substring("{\"workflow\":".length(), alone.length() - 2));
    assertThat(listed.object("/workflows/0/creator"))
        .containsEntry("email", "owner@example.com")
        .containsEntry("name", "Owner")
        .containsEntry("avatarUrl", null)
        .containsEntry("id", created.at("/workflow/createdBy"));
    assertThat(listed.object("/workflows/0")).containsEntry("template", null);
    assertThat(listed.list("/workflows/0/executions"))
        .extracting(run -> Objects.requireNonNull(Json.asObject(run)).get("id"))
        .isEqualTo(runs.subList(0, 10));
    assertThat(listed.object("/workflows/0/executions/0"))
        .containsEntry("workflowId", id)
        .containsEntry("status", "COMPLETED")
        .containsEntry("nodesExecuted", 1)
        .containsEntry("tokensUsed", 0)
        .containsEntry("cost", "0")
        .containsKeys("workflowVersion", "startedAt", "completedAt", "duration");
    assertThat(listed.at("/workflows/0/lastExecuted"))
        .isEqualTo(listed.at("/workflows/0/executions/0/startedAt"));
  }

  @Test
  void filtersNarrowAndAllOfThemHold() {
    tagged("f1", "Filter on", ",\"isActive\":true");
    String off = tagged("f1", "Filter off", ",\"isActive\":false").string("/workflow/createdAt");
    tagged("f2", "Filter other", "");
    assertThat(names(list("?tags=f1&tags=f2&sortBy=name&sortOrder=asc")))
        .containsExactly("Filter off", "Filter on", "Filter other");
    assertThat(names(list("?tags=f1&isActive=true"))).containsExactly("Filter on");
    assertThat(names(list("?tags=f1&isActive=false"))).containsExactly("Filter off");
    assertThat(names(list("?tags=f1&isActive=false&search=filter+ON"))).isEmpty();
    assertThat(names(list("?tags=f1&isActive=false&createdFrom=" + off + "&createdTo=" + off)))
        .containsExactly("Filter off");
    assertThat(names(list("?tags=f1&createdTo=0000-01-01T00:00:00Z"))).isEmpty();
    assertThat(names(list("?tags=f1&createdFrom=9999-12-31T23:59:59.999999999Z"))).isEmpty();
    assertThat(names(list("?tags=f1&createdFrom=2026-01-01T01:00:00%2B01:00"))).hasSize(2);
    assertThat(names(list("?templateId=018f0000-0000-7000-8000-000000000000"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "100%, Sale 100% off",
        "0_o, A face 0_o here",
        "a\\b, A path a\\b there",
        "sALE, Sale 100% off",
        "ÄPFEL, Viele äpfel",
        "'; drop, Robert'; drop"
      })
  void searchTakesEveryCharacterAsItIs(String text, String name) {
    create(API, "\"name\":" + Json.write(name));
    create(API, "\"name\":\"1000 o0o a\\\\\\\\b ab\"");
    assertThat(names(list("?search=" + encoded(text)))).isNotEmpty().containsOnly(name);
  }

  @Test
  void searchFindsInTheDescriptionButNotAcrossTheTwo() {
    create(API, "\"name\":\"Ends in xylo\",\"description\":\"phone Begins\\nhere\"");
    assertThat(names(list("?search=begins"))).containsExactly("Ends in xylo");
    assertThat(names(list("?search=xylo"))).containsExactly("Ends in xylo");
    assertThat(names(list("?search=xylophone"))).isEmpty();
    assertThat(names(list("?search=xylo%0Aphone"))).isEmpty();
    assertThat(names(list("?search=" + encoded("ns\nhe")))).containsExactly("Ends in xylo");
  }

  @ParameterizedTest
  @CsvSource({
    "name, asc",
    "name, desc",
    "created_at, asc",
    "created_at, desc",
    "updated_at, asc",
    "updated_at, desc",
    "executionCount, asc",
    "executionCount, desc"
  })
  void pagesByCursorAndByOffsetAreTheWholeList(String by, String order) {
    String tag = "p" + by + order;
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.add(tagged(tag, "Same name " + i / 3, "").string("/workflow/id"));
    }
    for (int run : new int[] {2, 2, 5, 0}) {
      API.execute(ids.get(run), "{}", "Prefer", "wait=10");
    }
    String query = "?tags=" + tag + "&sortBy=" + by + "&sortOrder=" + order;
    Answer whole = list(query);
    assertThat(whole.object("/page"))
        .containsEntry("limit", 50)
        .containsEntry("offset", 0)
        .containsEntry("hasMore", false)
        .containsEntry("nextCursor", null);
    List<?> all = whole.list("/workflows");
    assertThat(all).hasSize(7);
    List<Object> byCursor = new ArrayList<>();
    List<Object> byOffset = new ArrayList<>();
    String cursor = "";
    for (int page = 0; page < 4; page++) {
      Answer part = list(query + "&limit=2" + cursor);
      assertThat(part.at("/page/hasMore")).isEqualTo(page < 3);
      byCursor.addAll(part.list("/workflows"));
      cursor = "&cursor=" + part.at("/page/nextCursor");
      byOffset.addAll(list(query + "&limit=2&offset=" + 2 * page).list("/workflows"));
    }
    assertThat(byCursor).isEqualTo(all);
    assertThat(byOffset).isEqualTo(all);
    if (by.equals("executionCount")) {
      List<Integer> counts = IntStream.of(0, 0, 0, 0, 1, 1, 2).boxed().toList();
      assertThat(all)
          .extracting(one -> Objects.requireNonNull(Json.asObject(one)).get(by))
          .containsExactlyElementsOf(order.equals("asc") ? counts : counts.reversed());
    }
    if (by.equals("created_at")) {
      assertThat(all)
          .extracting(one -> Objects.requireNonNull(Json.asObject(one)).get("id"))
          .containsExactlyElementsOf(order.equals("asc") ? ids : ids.reversed());
    }
  }

  @Test
  void aCursorIsGoodForItsOwnListAlone() {
    tagged("c", "Cursor one", "");
    tagged("c", "Cursor two", "");
    String cursor = list("?tags=c&limit=1").string("/page/nextCursor");
    assertThat(names(list("?tags=c&cursor=" + cursor))).containsExactly("Cursor one");
    assertThat(names(list("?tags=c&sortOrder=desc&limit=7&cursor=" + cursor)))
        .containsExactly("Cursor one");
    for (String other :
        List.of(
            "tags=c&sortOrder=asc&cursor=" + cursor,
            "tags=c&sortBy=name&cursor=" + cursor,
            "tags=d&cursor=" + cursor,
            "tags=c&cursor=" + cursor + "A",
            "tags=c&cursor=" + cursor.substring(1),
            "tags=c&cursor=" + cursor.substring(0, 12))) {
      refused("?" + other, "cursor");
    }
    assertThat(API.get(Api.BASE + "/executions?cursor=" + cursor).status()).isEqualTo(400);
    String other = "Bearer " + OtherOrganization.keyOfOwner(API);
    assertThat(
            API.get(Api.BASE + "/workflows?tags=c&cursor=" + cursor, "Authorization", other)
                .status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "isActive=yes",
        "isActive=",
        "isActive=true&isActive=true",
        "isActive",
        "tags=",
        "tags=a&tags=",
        "tags=%00",
        "templateId=7",
        "templateId=018f0000-0000-7000-8000-00000000000",
        "search=",
        "search=%00",
        "search=a&search=b",
        "createdFrom=yesterday",
        "createdFrom=2026-01-01",
        "createdFrom=2026-01-01T00:00Z",
        "createdFrom=2026-02-30T00:00:00Z",
        "createdFrom=2026-01-01T24:00:01Z",
        "createdFrom=2026-01-01T00:00:00",
        "createdTo=2026-01-01T00:00:00+01:00",
        "createdTo=1767225600",
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=1.0",
        "limit=%2B5",
        "limit=٣",
        "limit=99999999999",
        "limit=",
        "limit=1&limit=1",
        "offset=-1",
        "offset=9999999999",
        "offset=x",
        "cursor=",
        "cursor=x",
        "cursor=%3D%3D",
        "cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "sortBy=createdAt",
        "sortBy=id",
        "sortBy=name;drop",
        "sortBy=",
        "sortOrder=up",
        "sortOrder=ASC",
        "unknown=1",
        "Limit=1"
      })
  void whatCannotBeReadIs400AndNamesTheParameter(String query) {
    refused("?" + query.replace("٣", "%D9%A3"), query.split("=", -1)[0]);
  }

  @Test
  void anOffsetAndACursorExcludeOneAnother() {
    tagged("both", "Both one", "");
    tagged("both", "Both two", "");
    String cursor = list("?tags=both&limit=1").string("/page/nextCursor");
    refused("?tags=both&offset=0&cursor=" + cursor, "offset");
    refused("?tags=both&cursor=" + cursor + "&offset=1", "offset");
  }

  private static void refused(String query, String parameter) {
    Answer answer = API.get(LIST + query);
    assertThat(answer.status()).as(query + answer.text()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.string("/errors/0/pointer")).isEqualTo(parameter);
  }

  @Test
  void deletedWorkflowsAreNotListed() {
    String id = tagged("gone", "Soon gone", "").string("/workflow/id");
    assertThat(API.call("DELETE", LIST + "/" + id, new byte[0]).status()).isEqualTo(200);
    assertThat(names(list("?tags=gone"))).isEmpty();
    assertThat(names(list("?search=soon+gone"))).isEmpty();
    assertThat(names(list("?tags=gone&sortBy=executionCount"))).isEmpty();
  }
}
