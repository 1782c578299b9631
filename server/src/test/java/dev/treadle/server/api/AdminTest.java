package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.api.People.Person;
import dev.treadle.values.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AdminTest {
  private final Api api = Api.shared();
  private final People people = new People(api);
  private final String organization = people.organization();
  private final String members = People.ADMIN + "/" + organization + "/members";

  private Answer patch(String path, String body) {
    return api.call("PATCH", path, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void organizationsAreMadeListedAndChanged() {
    Answer made = api.post(People.ADMIN, "{\"name\":\"Weavers\",\"tier\":\"GROWTH\"}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.object("/organization"))
        .containsEntry("name", "Weavers")
        .containsEntry("tier", "GROWTH")
        .containsKeys("id", "createdAt");
    String path = People.ADMIN + "/" + made.string("/organization/id");
    assertThat(patch(path, "{\"tier\":\"ELITE\"}").object("/organization"))
        .containsEntry("name", "Weavers")
        .containsEntry("tier", "ELITE");
    assertThat(api.get(People.ADMIN).list("/organizations"))
        .extracting(each -> Objects.requireNonNull(Json.asObject(each)).get("id"))
        .contains(made.string("/organization/id"));
    assertThat(patch(People.ADMIN + "/" + UUID.randomUUID(), "{}").status()).isEqualTo(404);
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    Answer organization = api.post(People.ADMIN, "{\"tier\":\"GOLD\"}");
    assertThat(organization.status()).isEqualTo(422);
    assertThat(organization.pointers()).containsExactly("/name", "/tier");
    Answer member =
        api.post(
            members,
            "{\"email\":\"no"
                + " e-mail\",\"name\":\"\",\"password\":\"short\",\"globalRole\":\"KING\"}");
    assertThat(member.status()).isEqualTo(422);
    assertThat(member.pointers())
        .containsExactly("/email", "/name", "/password", "/globalRole", "/organizationRole");
    Answer tooLong =
        api.post(
            members,
            People.body(
                "a@example.com", "USER", "MEMBER", ",\"password\":\"" + "ü".repeat(37) + "\""));
    assertThat(tooLong.pointers()).containsExactly("/password");
  }

  @Test
  void anInvitationSetsThePasswordOnce() {
    String email = UUID.randomUUID() + "@example.com";
    Answer added = api.post(members, People.body(email, "USER", "MEMBER", ""));
    assertThat(added.status()).isEqualTo(201);
    String path = added.string("/invitation/url");
    assertThat(path).isEqualTo(People.AUTH + "/invitations/" + added.string("/invitation/token"));
    assertThat(people.tryLogin(email, People.PASSWORD).status()).isEqualTo(401);
    assertThat(api.anonymous("POST", path, "{\"password\":\"short\"}").status()).isEqualTo(422);
    String body = "{\"password\":\"" + People.PASSWORD + "\"}";
    assertThat(api.anonymous("POST", path + "x", body).status()).isEqualTo(404);
    List<Integer> statuses = atOnce(8, () -> api.anonymous("POST", path, body).status());
    assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 404);
    assertThat(people.tryLogin(email, People.PASSWORD).status()).isEqualTo(200);
    Answer again = api.anonymous("POST", path, "{\"password\":\"somebody else's\"}");
    assertThat(again.status()).isEqualTo(404);
    Answer second =
        api.post(
            People.ADMIN + "/" + people.organization() + "/members",
            People.body(email, "USER", "MEMBER", ""));
    assertThat(second.object("/member")).containsEntry("email", email);
    assertThat(Json.asObject(Api.json(second.text()))).doesNotContainKey("invitation");
  }

  @Test
  void oneEmailIsOneUserHoweverManyAddIt() {
    String email = UUID.randomUUID() + "@Example.com";
    List<String> organizations = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      organizations.add(people.organization());
    }
    List<Answer> answers = new ArrayList<>();
    for (String each : organizations) {
      answers.addAll(atOnce(3, () -> people.add(each, email, "USER", "OWNER")));
    }
    assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(4);
    assertThat(answers.stream().filter(answer -> answer.status() == 409)).hasSize(8);
    assertThat(
            answers.stream()
                .filter(answer -> answer.status() == 201)
                .map(answer -> answer.string("/member/userId"))
                .distinct())
        .hasSize(1);
    String upper = email.toUpperCase(Locale.ROOT);
    assertThat(people.add(organizations.getFirst(), upper, "USER", "OWNER").status())
        .isEqualTo(409);
  }

  @Test
  void addingSomebodyWhoIsThereLeavesThemAsTheyAre() {
    Person admin = people.member(organization, "ADMIN", "OWNER");
    Person moderator = people.member(organization, "MODERATOR", "MEMBER");
    String other = people.organization();
    Answer added =
        api.anonymous(
            "POST",
            People.ADMIN + "/" + other + "/members",
            People.body(moderator.email(), "USER", "ADMIN", ",\"password\":\"taken over\""),
            admin.bearer());
    assertThat(added.status()).as(added.text()).isEqualTo(201);
    assertThat(added.object("/member"))
        .containsEntry("userId", moderator.id())
        .containsEntry("globalRole", "MODERATOR")
        .containsEntry("organizationRole", "ADMIN");
    assertThat(people.tryLogin(moderator.email(), "taken over").status()).isEqualTo(401);
    assertThat(people.tryLogin(moderator.email(), People.PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void whatIsNotThereIs404() {
    String nobody = members + "/" + UUID.randomUUID();
    assertThat(patch(nobody, "{}").status()).isEqualTo(404);
    assertThat(api.post(nobody + "/api-keys", "{\"name\":\"x\"}").status()).isEqualTo(404);
    String nowhere = People.ADMIN + "/" + UUID.randomUUID() + "/members";
    Answer added = api.post(nowhere, People.body("a@example.com", "USER", "MEMBER", ""));
    assertThat(added.status()).isEqualTo(404);
  }

  @Test
  void theLastWithAllRightsCannotBeRemoved() {
    Api own = Api.start();
    Answer me = own.get(Api.BASE + "/me");
    String path =
        People.ADMIN + "/" + me.string("/organization/id") + "/members/" + me.string("/user/id");
    new People(own).member(me.string("/organization/id"), "USER", "OWNER");
    assertThat(own.call("DELETE", path, new byte[0]).status()).isEqualTo(409);
    byte[] demotion = "{\"globalRole\":\"ADMIN\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(own.call("PATCH", path, demotion).status()).isEqualTo(409);
    assertThat(own.get(Api.BASE + "/me").string("/globalRole")).isEqualTo("SUPER_ADMIN");
  }

  private static <T> List<T> atOnce(int times, Callable<T> call) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        futures.add(threads.submit(call));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
