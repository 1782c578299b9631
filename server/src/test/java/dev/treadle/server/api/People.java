package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.net.HttpCookie;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Organizations and their members, made through the API. */
final class People {
  static final String ADMIN = "/api/v1/admin/organizations";
  static final String AUTH = "/api/v1/auth";
  static final String PASSWORD = "correct horse";

  private final Api api;

  People(Api api) {
    this.api = api;
  }

  /** A member, with a key that has all their rights. */
  record Person(String organization, String id, String email, String key) {
    String[] bearer() {
      return new String[] {"Authorization", "Bearer " + key};
    }

    String path() {
      return ADMIN + "/" + organization + "/members/" + id;
    }
  }

  /** A browser that is logged in. */
  record Browser(Answer answer, String session, String xsrf) {
    String cookies() {
      return "TREADLE_SESSION=" + session + "; XSRF-TOKEN=" + xsrf;
    }
  }

  String organization() {
    Answer made = api.post(ADMIN, "{\"name\":\"An organization\",\"tier\":\"ELITE\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.string("/organization/id");
  }

  Person member(String organization, String globalRole, String organizationRole) {
    String email = UUID.randomUUID() + "@example.com";
    Answer added = add(organization, email, globalRole, organizationRole);
    assertThat(added.status()).as(added.text()).isEqualTo(201);
    Person keyless = new Person(organization, added.string("/member/userId"), email, "");
    Answer key = api.post(keyless.path() + "/api-keys", "{\"name\":\"of a test\"}");
    assertThat(key.status()).as(key.text()).isEqualTo(201);
    return new Person(organization, keyless.id(), email, key.string("/apiKey/key"));
  }

  Answer add(String organization, String email, String globalRole, String organizationRole) {
    return api.post(
        ADMIN + "/" + organization + "/members",
        body(email, globalRole, organizationRole, ",\"password\":\"" + PASSWORD + "\""));
  }

  static String body(String email, String globalRole, String organizationRole, String more) {
    return "{\"email\":\""
        + email
        + "\",\"name\":\"Somebody\",\"globalRole\":\""
        + globalRole
        + "\",\"organizationRole\":\""
        + organizationRole
        + "\""
        + more
        + "}";
  }

  Answer tryLogin(String email, String password) {
    return api.anonymous(
        "POST", AUTH + "/login", "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}");
  }

  Browser login(String email) {
    Answer answer = tryLogin(email, PASSWORD);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return browser(answer);
  }

  static Browser browser(Answer answer) {
    List<String> set = answer.response().headers().allValues("Set-Cookie");
    Map<String, String> cookies =
        set.stream()
            .map(line -> HttpCookie.parse(line).getFirst())
            .collect(Collectors.toMap(HttpCookie::getName, HttpCookie::getValue));
    return new Browser(
        answer,
        cookies.getOrDefault("TREADLE_SESSION", ""),
        cookies.getOrDefault("XSRF-TOKEN", ""));
  }
}
