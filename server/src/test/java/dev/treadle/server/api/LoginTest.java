package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.api.People.Browser;
import dev.treadle.server.api.People.Person;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
  private static final String ME = Api.BASE + "/me";
  private static final String WORKFLOW =
      "{\"name\":\"By a browser\",\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\"}]}";

  private final Api api = Api.shared();
  private final People people = new People(api);
  private final Person person = people.member(people.organization(), "USER", "MEMBER");

  private Answer me(Browser browser) {
    return api.anonymous("GET", ME, "", "Cookie", browser.cookies());
  }

  private Answer create(Browser browser, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "Cookie";
    all[1] = browser.cookies();
    return api.anonymous("POST", Api.BASE + "/workflows", WORKFLOW, all);
  }

  @Test
  void loggingInAnswersLikeMeAndSetsTwoCookies() {
    Browser browser = people.login(person.email().toUpperCase(Locale.ROOT));
    List<String> cookies = browser.answer().response().headers().allValues("Set-Cookie");
    assertThat(cookies).hasSize(2).allMatch(line -> line.contains("; SameSite=Lax"));
    assertThat(cookies).allMatch(line -> line.contains("Path=/;") && !line.contains("Secure"));
    assertThat(cookies.getFirst()).startsWith("TREADLE_SESSION=").contains("; HttpOnly");
    assertThat(cookies.getLast()).startsWith("XSRF-TOKEN=").doesNotContain("HttpOnly");
    assertThat(me(browser).text()).isEqualTo(browser.answer().text());
    assertThat(browser.answer().string("/user/email")).isEqualTo(person.email());
    assertThat(browser.answer().string("/organization/id")).isEqualTo(person.organization());
    assertThat(browser.answer().list("/permissions"))
        .isEqualTo(
            List.of(
                "ai-hub:access",
                "ai-hub:workflows:view",
                "ai-hub:workflows:create",
                "ai-hub:workflows:edit",
                "ai-hub:workflows:execute"));
  }

  @Test
  void unsafeMethodsNeedTheHeaderOfTheSession() {
    Browser browser = people.login(person.email());
    Browser other = people.login(person.email());
    assertThat(create(browser).status()).isEqualTo(403);
    assertThat(create(browser).string("/type")).isEqualTo("/problems/forbidden");
    assertThat(create(browser, "X-XSRF-TOKEN", "").status()).isEqualTo(403);
    assertThat(create(browser, "X-XSRF-TOKEN", other.xsrf()).status()).isEqualTo(403);
    Browser planted = new Browser(browser.answer(), browser.session(), "planted");
    assertThat(create(planted, "X-XSRF-TOKEN", "planted").status()).isEqualTo(403);
    assertThat(create(browser, "X-XSRF-TOKEN", browser.xsrf()).status()).isEqualTo(201);
  }

  @Test
  void loggingOutEndsTheSessionAtOnce() {
    Browser browser = people.login(person.email());
    String cookies = browser.cookies();
    String path = People.AUTH + "/logout";
    assertThat(api.anonymous("POST", path, "", "Cookie", cookies).status()).isEqualTo(403);
    assertThat(me(browser).status()).isEqualTo(200);
    Answer out = api.anonymous("POST", path, "", "Cookie", cookies, "X-XSRF-TOKEN", browser.xsrf());
    assertThat(out.status()).isEqualTo(200);
    assertThat(out.response().headers().allValues("Set-Cookie"))
        .hasSize(2)
        .allMatch(line -> line.contains("Max-Age=0"));
    assertThat(me(browser).status()).isEqualTo(401);
  }

  @Test
  void aSessionIsNeverTheOneThatWasBroughtAlong() {
    Browser first = people.login(person.email());
    Answer again =
        api.anonymous(
            "POST",
            People.AUTH + "/login",
            "{\"email\":\"" + person.email() + "\",\"password\":\"" + People.PASSWORD + "\"}",
            "Cookie",
            first.cookies());
    assertThat(People.browser(again).session()).isNotEqualTo(first.session());
    assertThat(me(first).status()).isEqualTo(401);
    assertThat(me(People.browser(again)).status()).isEqualTo(200);
    Browser invented = new Browser(again, "A".repeat(43), "");
    assertThat(me(invented).status()).isEqualTo(401);
    Answer bearer =
        api.anonymous("GET", ME, "", "Authorization", "Bearer " + People.browser(again).session());
    assertThat(bearer.status()).isEqualTo(401);
  }

  @Test
  void aWrongPasswordAndAnUnknownEmailAreAnsweredAlike() {
    Answer wrong = people.tryLogin(person.email(), "not this one");
    Answer unknown = people.tryLogin(UUID.randomUUID() + "@example.com", "not this one");
    Answer tooLong = people.tryLogin(person.email(), People.PASSWORD + "x".repeat(100));
    assertThat(List.of(wrong.status(), unknown.status(), tooLong.status())).containsOnly(401);
    assertThat(wrong.string("/detail")).isEqualTo(unknown.string("/detail"));
    assertThat(wrong.response().headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void failuresAreLimitedAndSuccessesAreNot() {
    for (int i = 0; i < 12; i++) {
      assertThat(people.tryLogin(person.email(), People.PASSWORD).status()).isEqualTo(200);
    }
    List<Integer> statuses =
        IntStream.range(0, 8)
            .mapToObj(i -> people.tryLogin(person.email(), "wrong " + i).status())
            .toList();
    assertThat(statuses).startsWith(401, 401, 401, 401, 401).contains(429);
    Answer limited = people.tryLogin(person.email().toUpperCase(Locale.ROOT), "wrong");
    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.string("/type")).isEqualTo("/problems/too-many-requests");
    assertThat(Integer.parseInt(limited.header("Retry-After"))).isBetween(1, 60);
    Person other = people.member(person.organization(), "USER", "MEMBER");
    assertThat(people.tryLogin(other.email(), People.PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void everythingThatIsWrongWithALoginIsSaidAtOnce() {
    Answer refused = api.anonymous("POST", People.AUTH + "/login", "{\"organizationId\":\"x\"}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.pointers()).containsExactly("/email", "/password", "/organizationId");
    Answer unread =
        api.anonymous("POST", People.AUTH + "/login", "{\"email\":1,\"password\":[],\"x\":1}");
    assertThat(unread.status()).isEqualTo(400);
    assertThat(unread.pointers()).containsExactlyInAnyOrder("/email", "/password", "/x");
  }

  @Test
  void whoIsInSeveralOrganizationsNamesOneOrGetsTheOldest() {
    String second = people.organization();
    assertThat(people.add(second, person.email(), "USER", "VIEWER").status()).isEqualTo(201);
    Browser oldest = people.login(person.email());
    assertThat(oldest.answer().string("/organization/id")).isEqualTo(person.organization());
    Answer named = loginTo(second);
    assertThat(named.string("/organization/id")).isEqualTo(second);
    assertThat(named.string("/organizationRole")).isEqualTo("VIEWER");
    assertThat(named.list("/permissions")).isEmpty();
    assertThat(me(People.browser(named)).text()).isEqualTo(named.text());
    assertThat(loginTo(people.organization()).status()).isEqualTo(403);
  }

  private Answer loginTo(String organization) {
    return api.anonymous(
        "POST",
        People.AUTH + "/login",
        "{\"email\":\""
            + person.email()
            + "\",\"password\":\""
            + People.PASSWORD
            + "\",\"organizationId\":\""
            + organization
            + "\"}");
  }

  @Test
  void aNewPasswordEndsAllSessions() {
    Browser browser = people.login(person.email());
    Answer changed =
        api.call(
            "PATCH",
            person.path(),
            "{\"password\":\"another horse\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(me(browser).status()).isEqualTo(401);
    assertThat(people.tryLogin(person.email(), People.PASSWORD).status()).isEqualTo(401);
    assertThat(people.tryLogin(person.email(), "another horse").status()).isEqualTo(200);
  }

  @Test
  void removingAMemberEndsTheirSessionsAndKeys() {
    Browser browser = people.login(person.email());
    assertThat(api.anonymous("GET", ME, "", person.bearer()).status()).isEqualTo(200);
    assertThat(api.call("DELETE", person.path(), new byte[0]).status()).isEqualTo(200);
    assertThat(me(browser).status()).isEqualTo(401);
    assertThat(api.anonymous("GET", ME, "", person.bearer()).status()).isEqualTo(401);
    assertThat(people.tryLogin(person.email(), People.PASSWORD).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "created_at = now() - interval '8 days'",
        "last_used_at = now() - interval '1 day'"
      })
  void aSessionEndsByItself(String age) throws SQLException {
    Browser browser = people.login(person.email());
    try (Connection owner =
            DriverManager.getConnection(
                api.database().jdbcUrl(), api.database().user(), api.database().password());
        Statement statement = owner.createStatement()) {
      owner.setAutoCommit(false);
      statement.execute("alter table session no force row level security");
      statement.execute("update session set " + age + " where user_id = '" + person.id() + "'");
      statement.execute("alter table session force row level security");
      owner.commit();
    }
    assertThat(me(browser).status()).isEqualTo(401);
  }

  @Test
  void answersTellBrowsersToBeCareful() {
    for (String path : List.of(ME, "/health/live", "/nothing", "/a%00b")) {
      Answer answer = api.get(path);
      assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
    }
  }
}
