package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.api.People.Person;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of roles and permissions, each of its cells through a route. */
class RolesTest {
  private static final List<String> GLOBAL = List.of("SUPER_ADMIN", "ADMIN", "MODERATOR", "USER");
  private static final List<String> LOCAL = List.of("OWNER", "ADMIN", "MEMBER", "VIEWER");
  private static final Set<String> WORKING = Set.of("OWNER", "ADMIN", "MEMBER");
  private static final Set<String> MODERATING = Set.of("SUPER_ADMIN", "ADMIN", "MODERATOR");
  private static final Set<String> ADMINISTERING = Set.of("SUPER_ADMIN", "ADMIN");
  private static final String NODES = "\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\"}]";

  private final Api api = Api.shared();
  private final People people = new People(api);
  private final String organization = people.organization();
  private final Person owner = people.member(organization, "SUPER_ADMIN", "OWNER");

  private record Route(String permission, String method, String path, String body) {
    boolean isFor(String global, String local) {
      return switch (permission) {
        case "known" -> true;
        case "admin" -> ADMINISTERING.contains(global);
        case "delete", "activate" -> MODERATING.contains(global) && WORKING.contains(local);
        default -> WORKING.contains(local);
      };
    }
  }

  /** Bodies that get past the permission and no further, where the route has such. */
  private List<Route> routes() {
    String mine = Api.BASE + "/workflows/" + workflow();
    String doomed = Api.BASE + "/workflows/" + workflow();
    return List.of(
        new Route("known", "GET", Api.BASE + "/me", ""),
        new Route("access", "GET", Api.BASE + "/members", ""),
        new Route("access", "GET", Api.BASE + "/api-keys", ""),
        new Route("view", "GET", mine, ""),
        new Route("create", "POST", Api.BASE + "/workflows", "{\"name\":\"Mine\"," + NODES + "}"),
        new Route("edit", "PATCH", mine, "{\"description\":\"other\"}"),
        new Route("execute", "POST", mine + "/execute", "{}"),
        new Route("activate", "POST", mine + "/toggle", ""),
        new Route("activate", "PATCH", doomed, "{\"isActive\":false}"),
        new Route("delete", "DELETE", doomed, ""),
        new Route("admin", "GET", People.ADMIN, ""),
        new Route("admin", "POST", People.ADMIN, "{\"name\":\"One more\",\"tier\":\"FREE\"}"),
        new Route("admin", "PATCH", People.ADMIN + "/" + organization, "{\"name\":\"Renamed\"}"));
  }

  private String workflow() {
    Answer made =
        api.anonymous(
            "POST", Api.BASE + "/workflows", "{\"name\":\"Theirs\"," + NODES + "}", owner.bearer());
    return made.string("/workflow/id");
  }

  @TestFactory
  List<DynamicTest> everyRoleMayDoWhatTheTableSays() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String global : GLOBAL) {
      for (String local : LOCAL) {
        tests.add(DynamicTest.dynamicTest(global + " " + local, () -> check(global, local)));
      }
    }
    return tests;
  }

  private void check(String global, String local) {
    Person person = people.member(organization, global, local);
    for (Route route : routes()) {
      Answer answer = api.anonymous(route.method, route.path, route.body, person.bearer());
      String what = global + " " + local + " " + route + ": " + answer.text();
      if (route.isFor(global, local)) {
        assertThat(answer.status()).as(what).isIn(200, 201, 202, 409);
      } else {
        assertThat(answer.status()).as(what).isEqualTo(403);
        assertThat(answer.string("/type")).isEqualTo("/problems/forbidden");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      }
    }
    List<?> permissions =
        api.anonymous("GET", Api.BASE + "/me", "", person.bearer()).list("/permissions");
    assertThat(permissions.contains("ai-hub:access")).isEqualTo(WORKING.contains(local));
    assertThat(permissions.contains("ai-hub:workflows:delete"))
        .isEqualTo(WORKING.contains(local) && MODERATING.contains(global));
    assertThat(permissions.contains("admin:organizations"))
        .isEqualTo(ADMINISTERING.contains(global));
  }

  @Test
  void onlyTheHighestGivesRolesAboveTheLowest() {
    Person admin = people.member(organization, "ADMIN", "OWNER");
    Person user = people.member(organization, "USER", "MEMBER");
    String members = People.ADMIN + "/" + organization + "/members";
    for (String role : MODERATING) {
      String body = People.body("x" + role + "@example.com", role, "MEMBER", "");
      assertThat(api.anonymous("POST", members, body, admin.bearer()).status()).isEqualTo(403);
      String change = "{\"globalRole\":\"" + role + "\"}";
      assertThat(api.anonymous("PATCH", user.path(), change, admin.bearer()).status())
          .isEqualTo(403);
    }
    String keys = "/api-keys";
    String name = "{\"name\":\"mine\"}";
    assertThat(api.anonymous("POST", user.path() + keys, name, admin.bearer()).status())
        .isEqualTo(201);
    assertThat(api.anonymous("POST", owner.path() + keys, name, admin.bearer()).status())
        .isEqualTo(403);
    assertThat(api.anonymous("DELETE", owner.path(), "", admin.bearer()).status()).isEqualTo(403);
    String password = "{\"password\":\"taken over\"}";
    assertThat(api.anonymous("PATCH", owner.path(), password, admin.bearer()).status())
        .isEqualTo(403);
    String viewer = "{\"organizationRole\":\"VIEWER\"}";
    assertThat(api.anonymous("PATCH", user.path(), viewer, admin.bearer()).status()).isEqualTo(200);
  }

  @Test
  void aChangedRoleWorksAtOnce() {
    Person person = people.member(organization, "USER", "MEMBER");
    String members = Api.BASE + "/members";
    assertThat(api.anonymous("GET", members, "", person.bearer()).status()).isEqualTo(200);
    api.call("PATCH", person.path(), bytes("{\"organizationRole\":\"VIEWER\"}"));
    assertThat(api.anonymous("GET", members, "", person.bearer()).status()).isEqualTo(403);
  }

  @Test
  void anOrganizationKeepsAnOwner() {
    String other = people.organization();
    Person first = people.member(other, "USER", "OWNER");
    byte[] demotion = bytes("{\"organizationRole\":\"ADMIN\"}");
    assertThat(api.call("PATCH", first.path(), demotion).status()).isEqualTo(409);
    assertThat(api.call("DELETE", first.path(), new byte[0]).status()).isEqualTo(409);
    people.member(other, "USER", "OWNER");
    assertThat(api.call("PATCH", first.path(), demotion).status()).isEqualTo(200);
    assertThat(api.call("DELETE", first.path(), new byte[0]).status()).isEqualTo(200);
    assertThat(api.call("DELETE", first.path(), new byte[0]).status()).isEqualTo(404);
  }

  @Test
  void whatIsOfAnotherOrganizationIsAnsweredLikeWhatIsNot() {
    Person stranger = people.member(people.organization(), "USER", "OWNER");
    String unknown = "/018f0000-0000-7000-8000-000000000000";
    List<String> foreign = new ArrayList<>(List.of("GET " + "/workflows/" + workflow()));
    Answer keys = api.anonymous("GET", Api.BASE + "/api-keys", "", owner.bearer());
    foreign.add("DELETE /api-keys/" + keys.string("/apiKeys/0/id"));
    for (String call : foreign) {
      String method = call.split(" ", -1)[0];
      String path = Api.BASE + call.split(" ", -1)[1];
      String nowhere = path.substring(0, path.lastIndexOf('/')) + unknown;
      Answer theirs = api.anonymous(method, path, "", stranger.bearer());
      Answer nobodys = api.anonymous(method, nowhere, "", stranger.bearer());
      assertThat(theirs.status()).isEqualTo(404);
      assertThat(shape(theirs)).isEqualTo(shape(nobodys));
    }
    Answer members = api.anonymous("GET", Api.BASE + "/members", "", stranger.bearer());
    assertThat(members.list("/members")).hasSize(1);
    assertThat(members.string("/members/0/userId")).isEqualTo(stranger.id());
    assertThat(members.object("/members/0"))
        .containsOnlyKeys("userId", "email", "name", "globalRole", "organizationRole");
  }

  private static String shape(Answer answer) {
    return answer.text().replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
