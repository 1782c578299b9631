package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.treadle.server.access.AuthSettings.Claims;
import dev.treadle.server.access.AuthSettings.Issuer;
import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.api.People.Person;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final String AUDIENCE = "treadle";
  private static final String ME = Api.BASE + "/me";

  private static final class Shared {
    static final TestIssuer ISSUER = new TestIssuer();
    static final Api API =
        Api.start(
            Optional.of(
                new Issuer(
                    ISSUER.uri(),
                    AUDIENCE,
                    new Claims("email", "name", "org", "global_role", "org_role"))));
  }

  private final TestIssuer issuer = Shared.ISSUER;
  private final Api api = Shared.API;
  private final People people = new People(api);
  private final String organization = people.organization();
  private final String subject = UUID.randomUUID().toString();

  private JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
    return change
        .apply(
            new JWTClaimsSet.Builder()
                .issuer(issuer.uri())
                .audience(List.of("other", AUDIENCE))
                .subject(subject)
                .expirationTime(inSeconds(60))
                .claim("email", subject + "@example.com")
                .claim("name", "From elsewhere")
                .claim("org", organization)
                .claim("global_role", "MODERATOR")
                .claim("org_role", "MEMBER"))
        .build();
  }

  private JWTClaimsSet claims() {
    return claims(UnaryOperator.identity());
  }

  private Date inSeconds(int seconds) {
    Instant now = api.backend().clock().instant();
    return Date.from(now.plusSeconds(seconds));
  }

  private Answer me(String token) {
    return api.anonymous("GET", ME, "", "Authorization", "Bearer " + token);
  }

  @Test
  void somebodyNewBecomesAUserWithTheRightsInTheClaims() {
    Answer me = me(issuer.rsa(claims()));
    assertThat(me.status()).as(me.text()).isEqualTo(200);
    assertThat(me.object("/user"))
        .containsEntry("email", subject + "@example.com")
        .containsEntry("name", "From elsewhere");
    assertThat(me.string("/organization/id")).isEqualTo(organization);
    assertThat(me.string("/globalRole")).isEqualTo("MODERATOR");
    assertThat(me.string("/organizationRole")).isEqualTo("MEMBER");
    Answer again = me(issuer.ec(claims(c -> c.claim("global_role", "SUPER_ADMIN"))));
    assertThat(again.text()).isEqualTo(me.text());
  }

  @Test
  void firstCallsAtOnceMakeOneUser() {
    List<CompletableFuture<Answer>> calls =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> me(issuer.rsa(claims(c -> c.jwtID(UUID.randomUUID().toString())))),
                        task -> Thread.ofVirtual().start(task)))
            .limit(8)
            .toList();
    assertThat(calls.stream().map(CompletableFuture::join).map(Answer::status)).containsOnly(200);
    assertThat(calls.stream().map(call -> call.join().string("/user/id")).distinct()).hasSize(1);
  }

  @Test
  void rightsThatAreNotClaimedAreTheLeast() {
    Answer me = me(issuer.rsa(claims(c -> c.claim("global_role", null).claim("org_role", null))));
    assertThat(me.string("/globalRole")).isEqualTo("USER");
    assertThat(me.string("/organizationRole")).isEqualTo("VIEWER");
  }

  @Test
  void aTokenThatIsNotTheIssuersForUsIs401() {
    List<String> tokens =
        List.of(
            issuer.rsa(claims(c -> c.issuer("http://127.0.0.1/other"))),
            issuer.rsa(claims(c -> c.issuer(null))),
            issuer.rsa(claims(c -> c.audience("other"))),
            issuer.rsa(claims(c -> c.audience((String) null))),
            issuer.rsa(claims(c -> c.expirationTime(inSeconds(-120)))),
            issuer.rsa(claims(c -> c.expirationTime(null))),
            issuer.rsa(claims(c -> c.notBeforeTime(inSeconds(120)))),
            TestIssuer.unsigned(claims()),
            issuer.withPublicKeyAsSecret(claims()),
            issuer.ofUnknownKey(claims()),
            issuer.forged(claims()),
            issuer.rsa(claims()).replaceFirst("\\.[^.]*$", "."),
            "eyJ.eyJ.x");
    for (String token : tokens) {
      Answer answer = me(token);
      assertThat(answer.status()).as(token).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  void keysAreFetchedOnceAndNotForEveryUnknownOne() {
    me(issuer.rsa(claims()));
    int before = issuer.fetched();
    for (int i = 0; i < 20; i++) {
      me(issuer.ofUnknownKey(claims(c -> c.jwtID(UUID.randomUUID().toString()))));
    }
    assertThat(issuer.fetched() - before).isLessThanOrEqualTo(10);
  }

  @Test
  void anOrganizationThatIsNoneOfTheirsIs403() {
    String unknown = UUID.randomUUID().toString();
    Answer none = me(issuer.rsa(claims(c -> c.claim("org", unknown))));
    Answer malformed = me(issuer.rsa(claims(c -> c.claim("org", "mine"))));
    Answer missing = me(issuer.rsa(claims(c -> c.claim("org", null))));
    me(issuer.rsa(claims()));
    String other = people.organization();
    Answer foreign = me(issuer.rsa(claims(c -> c.claim("org", other))));
    for (Answer answer : List.of(none, malformed, missing, foreign)) {
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.string("/type")).isEqualTo("/problems/forbidden");
      assertThat(answer.string("/detail")).isEqualTo(none.string("/detail"));
    }
  }

  @Test
  void unknownRightsAreNone() {
    assertThat(me(issuer.rsa(claims(c -> c.claim("org_role", "KING")))).status()).isEqualTo(403);
    assertThat(me(issuer.rsa(claims(c -> c.claim("global_role", List.of("ADMIN"))))).status())
        .isEqualTo(403);
    assertThat(me(issuer.rsa(claims(c -> c.claim("email", "x\u0000@y")))).status()).isEqualTo(403);
    assertThat(me(issuer.rsa(claims(c -> c.claim("email", null)))).status()).isEqualTo(403);
  }

  @Test
  void whoWasRemovedDoesNotComeBackWithAToken() {
    String token = issuer.rsa(claims());
    String user = me(token).string("/user/id");
    String path = People.ADMIN + "/" + organization + "/members/" + user;
    String viewer = "{\"organizationRole\":\"VIEWER\"}";
    api.call("PATCH", path, viewer.getBytes(StandardCharsets.UTF_8));
    assertThat(me(token).string("/organizationRole")).isEqualTo("VIEWER");
    assertThat(api.call("DELETE", path, new byte[0]).status()).isEqualTo(200);
    assertThat(me(token).status()).isEqualTo(403);
  }

  @Test
  void anEmailOfSomebodyElseIsTheirsOnlyWhenItIsVerified() {
    Person person = people.member(organization, "USER", "OWNER");
    UnaryOperator<JWTClaimsSet.Builder> theirs =
        c -> c.claim("email", person.email()).claim("global_role", "SUPER_ADMIN");
    assertThat(me(issuer.rsa(claims(theirs))).status()).isEqualTo(403);
    Answer verified = me(issuer.rsa(claims(c -> theirs.apply(c).claim("email_verified", true))));
    assertThat(verified.status()).isEqualTo(200);
    assertThat(verified.string("/user/id")).isEqualTo(person.id());
    assertThat(verified.string("/globalRole")).isEqualTo("USER");
    assertThat(verified.string("/organizationRole")).isEqualTo("OWNER");
  }

  @Test
  void withoutItsKeysTheServerSaysThatItCannotTell() {
    Api lost =
        Api.start(
            Optional.of(
                new Issuer(
                    "http://127.0.0.1:9/realm",
                    AUDIENCE,
                    new Claims("email", "name", "org", "global_role", "org_role"))));
    Answer answer =
        lost.anonymous("GET", ME, "", "Authorization", "Bearer " + issuer.rsa(claims()));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(lost.get(ME).status()).isEqualTo(200);
  }
}
