package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.api.People.Person;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people do with people stands in the chain of the organization that it was done to. */
class AuditedIdentityTest {
  private final Api api = Api.shared();
  private final People people = new People(api);

  @Test
  void membersKeysAndLoginsAreRecorded() {
    String organization = people.organization();
    Person owner = people.member(organization, "USER", "OWNER");
    Person member = people.member(organization, "USER", "MEMBER");
    people.login(owner.email());
    api.call("DELETE", member.path(), new byte[0]);
    assertThat(actions(owner))
        .startsWith("member.delete", "user.login")
        .containsExactlyInAnyOrder(
            "organization.create",
            "member.create",
            "apiKey.create",
            "member.create",
            "apiKey.create",
            "user.login",
            "member.delete");
  }

  @Test
  void aFailedLoginIsRecordedWithoutAUser() {
    Person owner = people.member(people.organization(), "USER", "OWNER");
    assertThat(people.tryLogin(owner.email(), "wrong").status()).isEqualTo(401);
    long until = System.nanoTime() + 10_000_000_000L;
    while (!actions(owner).contains("user.loginFailed")) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.onSpinWait();
    }
    Answer entries = api.get(Api.BASE + "/audit?action=user.loginFailed", owner.bearer());
    assertThat(entries.at("/entries/0/actor/userId")).isNull();
  }

  private List<String> actions(Person owner) {
    Answer answer = api.get(Api.BASE + "/audit", owner.bearer());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.list("/entries").stream()
        .map(entry -> String.valueOf(Contract.object(entry).get("action")))
        .toList();
  }
}
