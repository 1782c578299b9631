package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.api.People.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
  private static final String KEYS = Api.BASE + "/api-keys";

  private final Api api = Api.shared();
  private final People people = new People(api);
  private final Person person = people.member(people.organization(), "USER", "MEMBER");

  private Answer make(String body) {
    return api.anonymous("POST", KEYS, body, person.bearer());
  }

  private Answer with(String key, String method, String path, String body) {
    return api.anonymous(method, path, body, "Authorization", "Bearer " + key);
  }

  @Test
  void aKeyIsShownWholeOnlyWhenItIsMade() {
    Answer made = make("{\"name\":\"Mine\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.object("/apiKey"))
        .containsOnlyKeys(
            "id", "name", "prefix", "permissions", "expiresAt", "lastUsedAt", "createdAt", "key")
        .containsEntry("name", "Mine")
        .containsEntry("expiresAt", null)
        .containsEntry("lastUsedAt", null);
    String key = made.string("/apiKey/key");
    assertThat(key).matches("trd_[A-Za-z0-9_-]{43}").startsWith(made.string("/apiKey/prefix"));
    Answer list = with(key, "GET", KEYS, "");
    assertThat(list.text()).doesNotContain(key);
    assertThat(list.object("/apiKeys/1")).doesNotContainKey("key");
    Instant used = Instant.parse(list.string("/apiKeys/1/lastUsedAt"));
    assertThat(used).isAfterOrEqualTo(Instant.parse(list.string("/apiKeys/1/createdAt")));
  }

  @Test
  void aKeyMayBeNarrowerThanItsUserAndMakesNoWiderOne() {
    Answer made =
        make("{\"name\":\"Reads\",\"permissions\":[\"ai-hub:access\",\"ai-hub:workflows:view\"]}");
    assertThat(made.list("/apiKey/permissions"))
        .isEqualTo(List.of("ai-hub:access", "ai-hub:workflows:view"));
    String key = made.string("/apiKey/key");
    assertThat(with(key, "GET", Api.BASE + "/me", "").list("/permissions"))
        .isEqualTo(made.list("/apiKey/permissions"));
    String workflow = "{\"name\":\"Mine\",\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\"}]}";
    assertThat(with(key, "POST", Api.BASE + "/workflows", workflow).status()).isEqualTo(403);
    String wider = "{\"name\":\"Wider\",\"permissions\":[\"ai-hub:workflows:create\"]}";
    assertThat(with(key, "POST", KEYS, wider).status()).isEqualTo(422);
    Answer silent = with(key, "POST", KEYS, "{\"name\":\"Wider\"}");
    assertThat(silent.list("/apiKey/permissions")).isEqualTo(made.list("/apiKey/permissions"));
    Answer above = make("{\"name\":\"Above\",\"permissions\":[\"ai-hub:workflows:delete\"]}");
    assertThat(above.status()).isEqualTo(422);
    assertThat(above.string("/errors/0/pointer")).isEqualTo("/permissions/0");
  }

  @Test
  void aKeyThatEndsMakesNoneThatGoesOn() {
    Answer made = make("{\"name\":\"Ends\",\"expiresAt\":\"2199-01-01T01:00:00+01:00\"}");
    assertThat(made.string("/apiKey/expiresAt")).isEqualTo("2199-01-01T00:00:00Z");
    String key = made.string("/apiKey/key");
    Answer next = with(key, "POST", KEYS, "{\"name\":\"Goes on\"}");
    assertThat(next.string("/apiKey/expiresAt")).isEqualTo("2199-01-01T00:00:00Z");
  }

  @Test
  void aKeyEndsWhenItsTimeIsOver() {
    Instant soon = api.backend().clock().instant().plusSeconds(2);
    String key = make("{\"name\":\"Ends\",\"expiresAt\":\"" + soon + "\"}").string("/apiKey/key");
    assertThat(with(key, "GET", Api.BASE + "/me", "").status()).isEqualTo(200);
    LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
    assertThat(with(key, "GET", Api.BASE + "/me", "").status()).isEqualTo(401);
  }

  @Test
  void aDeletedKeyIsRefusedAtOnce() {
    Answer made = make("{\"name\":\"Mine\"}");
    String key = made.string("/apiKey/key");
    assertThat(with(key, "GET", Api.BASE + "/me", "").status()).isEqualTo(200);
    String path = KEYS + "/" + made.string("/apiKey/id");
    assertThat(api.anonymous("DELETE", path, "", person.bearer()).text())
        .isEqualTo("{\"success\":true}");
    assertThat(with(key, "GET", Api.BASE + "/me", "").status()).isEqualTo(401);
    assertThat(api.anonymous("DELETE", path, "", person.bearer()).status()).isEqualTo(404);
  }

  @Test
  void membersSeeTheirOwnKeysAndThoseWhoLeadSeeAll() {
    Person colleague = people.member(person.organization(), "USER", "MEMBER");
    Person leader = people.member(person.organization(), "USER", "ADMIN");
    assertThat(list(colleague)).hasSize(1);
    assertThat(list(leader)).hasSize(3);
    String mine = make("{\"name\":\"Mine\"}").string("/apiKey/id");
    String path = KEYS + "/" + mine;
    assertThat(api.anonymous("DELETE", path, "", colleague.bearer()).status()).isEqualTo(404);
    assertThat(api.anonymous("DELETE", path, "", leader.bearer()).status()).isEqualTo(200);
  }

  private List<?> list(Person who) {
    return api.anonymous("GET", KEYS, "", who.bearer()).list("/apiKeys");
  }

  @Test
  void everythingThatIsWrongWithAKeyIsSaidAtOnce() {
    Answer refused =
        make("{\"name\":\" \",\"expiresAt\":\"2001-01-01T00:00:00Z\",\"permissions\":[]}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.pointers()).containsExactly("/name", "/expiresAt", "/permissions");
    assertThat(make("{\"name\":\"x\",\"expiresAt\":\"tomorrow\"}").status()).isEqualTo(422);
    assertThat(make("{\"name\":\"x\",\"key\":\"trd_mine\"}").status()).isEqualTo(400);
  }
}
