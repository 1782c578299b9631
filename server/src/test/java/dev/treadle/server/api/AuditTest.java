package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.postgres.audit.AuditChain;
import dev.treadle.postgres.database.DatabaseException;
import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.cli.Treadle;
import dev.treadle.values.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AuditTest {
  private final Api api = Api.shared();

  @TempDir private Path folder = Path.of("");

  static List<?> actions(Answer page) {
    return page.list("/entries").stream()
        .map(entry -> Objects.requireNonNull(Json.asObject(entry)).get("action"))
        .toList();
  }

  private static List<String> export(Tenant tenant) {
    Answer lines = tenant.get("/audit?format=jsonl");
    assertThat(lines.status()).as(lines.text()).isEqualTo(200);
    assertThat(lines.header("Content-Type")).startsWith("application/jsonl");
    return lines.text().lines().toList();
  }

  /** The number of the first entry that breaks the chain. */
  private static Optional<Long> firstBroken(List<String> lines) {
    AuditChain chain = new AuditChain();
    for (String line : lines) {
      if (chain.add(Objects.requireNonNull(Json.asObject(Api.json(line)))).isPresent()) {
        return Optional.of(chain.length() + 1);
      }
    }
    return Optional.empty();
  }

  /** As the owner of the tables, whom no grant holds back. */
  private void tamper(Tenant tenant, String sql) throws SQLException {
    try (Connection owner =
            DriverManager.getConnection(
                api.database().jdbcUrl(), api.database().user(), api.database().password());
        Statement statement = owner.createStatement()) {
      owner.setAutoCommit(false);
      statement.execute("alter table audit_entry no force row level security");
      statement.execute(sql.replace(":mine", "organization_id = '" + tenant.organization() + "'"));
      statement.execute("alter table audit_entry force row level security");
      owner.commit();
    }
  }

  private static Tenant withEntries(Api api, int count) {
    Tenant tenant = Tenant.make(api, "ELITE");
    for (int i = 0; i < count; i++) {
      assertThat(tenant.create().status()).isEqualTo(201);
    }
    return tenant;
  }

  @Test
  void theLifeOfAWorkflowIsRecordedAndWhatChangedNothingIsNot() {
    Tenant tenant = Tenant.make(api, "ELITE");
    String id = tenant.create().string("/workflow/id");
    String path = "/workflows/" + id;
    assertThat(tenant.call("PATCH", path, "{\"name\":\"Another name\"}").status()).isEqualTo(200);
    assertThat(tenant.call("PATCH", path, "{\"name\":\"Another name\"}").status()).isEqualTo(200);
    assertThat(tenant.call("PATCH", path, "{\"name\":\"\"}").status()).isEqualTo(422);
    assertThat(tenant.post(path + "/toggle", "").status()).isEqualTo(200);
    assertThat(tenant.post(path + "/versions/1/restore", "").status()).isEqualTo(200);
    assertThat(tenant.call("DELETE", path, "").status()).isEqualTo(200);
    assertThat(tenant.call("DELETE", path, "").status()).isEqualTo(404);
    Answer audit = tenant.get("/audit");
    assertThat(actions(audit))
        .isEqualTo(
            List.of(
                "workflow.delete",
                "workflow.restore",
                "workflow.toggle",
                "workflow.update",
                "workflow.create"));
    assertThat(audit.object("/entries/4"))
        .containsEntry("seq", 1)
        .containsEntry("address", "127.0.0.1")
        .containsEntry("previousHash", "0".repeat(64))
        .containsKeys("at", "hash");
    assertThat(audit.object("/entries/4/actor"))
        .containsEntry("userId", tenant.user().toString())
        .containsEntry("via", "apiKey");
    assertThat(audit.object("/entries/4/object"))
        .containsEntry("type", "workflow")
        .containsEntry("id", id);
    assertThat(audit.at("/entries/4/details/name")).isEqualTo("Limited");
    assertThat(audit.at("/entries/3/details/revision")).isEqualTo(2);
    assertThat(audit.at("/entries/0/previousHash")).isEqualTo(audit.at("/entries/1/hash"));
    assertThat(firstBroken(export(tenant))).isEmpty();
  }

  @Test
  void twoHundredChangesAtOnceMakeOneChainWithoutAGap() {
    Tenant tenant = Tenant.make(api, "ELITE");
    String path = "/workflows/" + tenant.create().string("/workflow/id") + "/toggle";
    try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
      for (int i = 0; i < 100; i++) {
        threads.execute(() -> assertThat(tenant.create().status()).isEqualTo(201));
        threads.execute(() -> assertThat(tenant.post(path, "").status()).isEqualTo(200));
      }
    }
    List<String> lines = export(tenant);
    assertThat(lines).hasSize(201);
    assertThat(firstBroken(lines)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update audit_entry set user_id = gen_random_uuid() where :mine and seq = 3 | 3",
        "update audit_entry set details = '{}' where :mine and seq = 1 | 1",
        "update audit_entry set at = at + interval '1 second' where :mine and seq = 4 | 4",
        "delete from audit_entry where :mine and seq = 2 | 2",
        "delete from audit_entry where :mine and seq = 1 | 1",
        "update audit_entry set seq = case seq when 2 then 103 else 102 end"
            + " where :mine and seq in (2, 3);"
            + "update audit_entry set seq = seq - 100 where :mine and seq > 100 | 2",
        "insert into audit_entry select organization_id, 6, at, user_id, via, address, action,"
            + " object_id, details, previous_hash, hash from audit_entry"
            + " where :mine and seq = 5 | 6"
      })
  void whoeverChangesTheTableIsFoundOut(String sql, long broken) throws SQLException {
    Tenant tenant = withEntries(api, 5);
    assertThat(firstBroken(export(tenant))).isEmpty();
    tamper(tenant, sql);
    assertThat(firstBroken(export(tenant))).contains(broken);
  }

  @Test
  void theApplicationItselfCanNeitherChangeNorRemoveAnEntry() {
    Tenant tenant = withEntries(api, 1);
    for (String sql :
        List.of(
            "update audit_entry set action = 'x' where organization_id = ? returning 1",
            "delete from audit_entry where organization_id = ? returning 1")) {
      assertThatThrownBy(() -> tenant.asApplication(sql))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.sqlState()).isEqualTo("42501"));
    }
  }

  @Test
  void theCommandFindsWhatIsBrokenAndWhatIsCutOff() throws IOException {
    List<String> lines = export(withEntries(api, 4));
    String head =
        String.valueOf(
            Objects.requireNonNull(Json.asObject(Api.json(lines.getLast()))).get("hash"));
    Path whole = Files.write(folder.resolve("whole.jsonl"), lines);
    assertThat(verify(0, whole.toString(), "--head", head)).startsWith("whole: 4 entries");
    Path cut = Files.write(folder.resolve("cut.jsonl"), lines.subList(0, 3));
    assertThat(verify(0, cut.toString())).contains("3 entries");
    assertThat(verify(1, cut.toString(), "--head", head)).contains("after entry 3");
    List<String> changed = new ArrayList<>(lines);
    changed.set(1, lines.get(1).replace("workflow.create", "workflow.delete"));
    Path broken = Files.write(folder.resolve("broken.jsonl"), changed);
    assertThat(verify(1, broken.toString())).contains("broken at entry 2: its hash");
    changed.set(1, "not an entry");
    Files.write(broken, changed);
    assertThat(verify(1, broken.toString())).contains("broken at entry 2");
  }

  private static String verify(int code, String... arguments) {
    List<String> all = new ArrayList<>(List.of("audit", "verify"));
    all.addAll(List.of(arguments));
    StringWriter out = new StringWriter();
    assertThat(
            new CommandLine(new Treadle())
                .setOut(new PrintWriter(out))
                .execute(all.toArray(String[]::new)))
        .isEqualTo(code);
    return out.toString();
  }

  @Test
  void pagesAndFiltersFindEveryEntryOnce() {
    Tenant tenant = withEntries(api, 5);
    List<Object> seen = new ArrayList<>();
    String cursor = "";
    do {
      Answer page = tenant.get("/audit?limit=2" + cursor);
      page.list("/entries")
          .forEach(entry -> seen.add(Objects.requireNonNull(Json.asObject(entry)).get("seq")));
      cursor = "&cursor=" + page.at("/page/nextCursor");
    } while (!cursor.endsWith("null"));
    assertThat(seen).isEqualTo(List.of(5, 4, 3, 2, 1));
    assertThat(tenant.get("/audit?userId=" + tenant.user()).list("/entries")).hasSize(5);
    assertThat(tenant.get("/audit?userId=" + tenant.organization()).list("/entries")).isEmpty();
    assertThat(tenant.get("/audit?action=workflow.delete").list("/entries")).isEmpty();
    assertThat(tenant.get("/audit?action=workflow.create").list("/entries")).hasSize(5);
    String at = tenant.get("/audit").string("/entries/0/at");
    assertThat(tenant.get("/audit?from=" + at).list("/entries")).isNotEmpty();
    assertThat(tenant.get("/audit?to=2020-01-01T00:00:00Z").list("/entries")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=101",
        "limit=x",
        "cursor=x",
        "action=x",
        "userId=x",
        "from=x",
        "to=1",
        "format=xml",
        "format=jsonl&limit=1",
        "limit=1&limit=2",
        "other=1"
      })
  void aQueryThatCannotBeReadIs400(String query) {
    assertThat(api.get(Api.BASE + "/audit?" + query).status()).isEqualTo(400);
  }

  @Test
  void othersSeeNothingOfItAndMembersNeither() {
    Tenant tenant = withEntries(api, 1);
    String object = tenant.get("/audit").string("/entries/0/object/id");
    Tenant other = Tenant.make(api, "ELITE");
    assertThat(other.get("/audit?objectId=" + object).list("/entries")).isEmpty();
    assertThat(export(other)).isEmpty();
    assertThat(Tenant.make(api, "ELITE", "ADMIN").get("/audit").status()).isEqualTo(200);
    Tenant member = Tenant.make(api, "ELITE", "MEMBER");
    assertThat(member.get("/audit").status()).isEqualTo(403);
    assertThat(member.get("/audit?format=jsonl").status()).isEqualTo(403);
  }
}
