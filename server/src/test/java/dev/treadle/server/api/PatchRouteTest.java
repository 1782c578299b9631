package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatchRouteTest {
  private static final String NODES =
      q(
          "[{'id':'t','type':'trigger','position':{'x':1,'y':2}},"
              + "{'id':'o','type':'output','data':{'config':{'set':{'v':1}}}}]");

  private final Api api = Api.shared();

  private static String q(String text) {
    return text.replace('\'', '"');
  }

  /** The path of a new workflow with everything that may be said of one. */
  private String path() {
    Answer created =
        api.post(
            Api.BASE + "/workflows",
            q("{'name':'Before','description':'d','tags':['a','b'],'version':'1.2',")
                + q("'variables':{'x':{'y':1,'z':2},'w':3},'edges':")
                + q("[{'id':'e1','source':'t','target':'o'}],'nodes':")
                + NODES
                + "}");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.header("Location");
  }

  @Test
  void changesWhatItNamesAndNothingElse() {
    String path = path();
    Answer before = api.get(path);
    Answer patched =
        api.patch(
            path,
            q("{'name':'After','variables':{'x':{'y':null,'n':[1]},'w':null}}"),
            "Content-Type",
            "application/merge-patch+json");
    assertThat(patched.status()).as(patched.text()).isEqualTo(200);
    assertThat(patched.header("ETag")).isEqualTo("\"2\"");
    assertThat(patched.object("/workflow"))
        .containsEntry("name", "After")
        .containsEntry("variables", Map.of("x", Map.of("z", 2, "n", List.of(1))))
        .containsEntry("revision", 2)
        .containsEntry("latestVersion", 2)
        .containsAllEntriesOf(
            Map.of("description", "d", "tags", List.of("a", "b"), "version", "1.2"));
    assertThat(patched.at("/workflow/nodes")).isEqualTo(before.at("/workflow/nodes"));
    assertThat(patched.at("/workflow/createdAt")).isEqualTo(before.at("/workflow/createdAt"));
    assertThat(api.get(path).text()).isEqualTo(patched.text());
  }

  @Test
  void nullRemovesWhatMayBeAbsent() {
    String path = path();
    Answer patched =
        api.patch(path, q("{'description':null,'tags':null,'variables':null,'edges':null}"));
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.object("/workflow"))
        .containsEntry("description", null)
        .containsEntry("tags", List.of())
        .containsEntry("variables", Map.of())
        .containsEntry("edges", List.of());
    refuses(path, "{'name':null}", 422, "/name");
    refuses(path, "{'nodes':null}", 422, "/nodes");
  }

  @Test
  void onlyTheRevisionThatWasNamedIsChanged() {
    String path = path();
    assertThat(api.patch(path, q("{'name':'Second'}"), "If-Match", "\"1\"").status())
        .isEqualTo(200);
    for (String stale : List.of("\"1\"", "1", "W/\"2\"", "\"3\", \"4\"", "")) {
      Answer refused = api.patch(path, q("{'name':'Third'}"), "If-Match", stale);
      assertThat(refused.status()).as(stale).isEqualTo(412);
      assertThat(refused.string("/type")).isEqualTo("/problems/precondition-failed");
    }
    assertThat(api.get(path).string("/workflow/name")).isEqualTo("Second");
    assertThat(api.patch(path, q("{'name':'Third'}"), "If-Match", "\"9\", \"2\"").status())
        .isEqualTo(200);
    assertThat(api.patch(path, q("{'name':'Fourth'}"), "If-Match", "*").header("ETag"))
        .isEqualTo("\"4\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'edges':[{'source':'t','target':'gone'}]} | 422 | /edges/0/target",
        "{'nodes':[{'id':'o','type':'output'}]}     | 422 | /nodes",
        "{'name':'x'}                               | 422 | /name",
        "{'tags':['']}                              | 422 | /tags/0",
        "{'variables':[1]}                          | 422 | /variables",
        "{'nodes':{}}                               | 400 | /nodes",
        "{'name':7}                                 | 400 | /name",
        "{'isActive':'yes'}                         | 400 | /isActive",
        "{'nmae':'Typing error'}                    | 400 | /nmae",
      })
  void whatWouldNotBeAWorkflowIsRefusedWhole(String patch, int status, String pointer) {
    String path = path();
    String before = api.get(path).text();
    refuses(path, patch, status, pointer);
    assertThat(api.get(path).text()).isEqualTo(before);
  }

  private void refuses(String path, String patch, int status, String pointer) {
    Answer refused = api.patch(path, q(patch));
    assertThat(refused.status()).as(refused.text()).isEqualTo(status);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(refused.string("/errors/0/pointer")).isEqualTo(pointer);
  }

  @Test
  void aDanglingEdgeIsFoundThoughOnlyTheNodesWereSent() {
    refuses(path(), "{'nodes':[{'id':'t','type':'trigger'}]}", 422, "/edges/0/target");
  }

  @Test
  void whatTheServerOwnsIsIgnored() {
    String path = path();
    Answer before = api.get(path);
    Answer patched =
        api.patch(
            path,
            q(
                "{'id':'x','organizationId':7,'createdAt':null,'updatedAt':'x','createdBy':{},"
                    + "'executionCount':99,'lastExecuted':'x','revision':50,'latestVersion':9,"
                    + "'creator':{},'template':{},'executions':[]}"));
    assertThat(patched.status()).as(patched.text()).isEqualTo(200);
    assertThat(patched.text()).isEqualTo(before.text());
    assertThat(patched.header("ETag")).isEqualTo("\"1\"");
    assertThat(api.patch(path, before.text().substring(12, before.text().length() - 1)).text())
        .as("the whole workflow as it was given")
        .isEqualTo(before.text());
  }

  @Test
  void layoutAloneMakesNoNewVersion() {
    String path = path();
    Answer moved = api.patch(path, "{\"nodes\":" + NODES.replace("\"x\":1", "\"x\":900") + "}");
    assertThat(moved.object("/workflow"))
        .containsEntry("latestVersion", 1)
        .containsEntry("revision", 2);
    assertThat(moved.at("/workflow/nodes/0/position/x")).isEqualTo(900);
    assertThat(api.patch(path, q("{'name':'Renamed','tags':[]}")).at("/workflow/latestVersion"))
        .isEqualTo(1);
    Answer changed = api.patch(path, "{\"nodes\":" + NODES.replace("\"v\":1", "\"v\":2") + "}");
    assertThat(changed.at("/workflow/latestVersion")).isEqualTo(2);
    assertThat(api.patch(path, q("{'edges':[]}")).at("/workflow/latestVersion")).isEqualTo(3);
    assertThat(api.get(path + "/versions").list("/versions")).hasSize(3);
  }

  @Test
  void activationNeedsItsPermissionElseNothingIsChanged() {
    String path = path();
    String[] member = Strangers.member(api, "USER", "MEMBER");
    Answer refused = api.patch(path, q("{'name':'Taken over','isActive':false}"), member);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.string("/type")).isEqualTo("/problems/forbidden");
    assertThat(api.get(path).object("/workflow"))
        .containsEntry("name", "Before")
        .containsEntry("isActive", true)
        .containsEntry("revision", 1);
    assertThat(api.patch(path, q("{'name':'Allowed','isActive':true}"), member).status())
        .isEqualTo(200);
    assertThat(api.post(path + "/toggle", "", member).status()).isEqualTo(403);
    assertThat(api.delete(path, member).status()).isEqualTo(403);
    assertThat(api.patch(path, q("{'isActive':false}")).at("/workflow/isActive")).isEqualTo(false);
    assertThat(api.patch(path, q("{'isActive':null}"), member).status())
        .as("absent is active")
        .isEqualTo(403);
    String[] viewer = Strangers.member(api, "SUPER_ADMIN", "VIEWER");
    assertThat(api.patch(path, q("{'name':'Seen only'}"), viewer).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "\"x\"", "{", ""})
  void whatIsNoObjectIs400Or415(String body) {
    assertThat(api.patch(path(), body).status()).isIn(400, 415);
  }

  @Test
  void anotherOrganizationsWorkflowIsNotThere() {
    String path = path();
    String[] stranger = Strangers.stranger(api);
    assertThat(api.patch(path, q("{'name':'Mine now'}"), stranger).status()).isEqualTo(404);
    assertThat(api.delete(path, stranger).status()).isEqualTo(404);
    assertThat(api.post(path + "/toggle", "", stranger).status()).isEqualTo(404);
    assertThat(api.get(path + "/versions", stranger).status()).isEqualTo(404);
    assertThat(api.get(path + "/versions/1", stranger).status()).isEqualTo(404);
    assertThat(api.post(path + "/versions/1/restore", "", stranger).status()).isEqualTo(404);
    assertThat(api.get(path).string("/workflow/name")).isEqualTo("Before");
  }
}
