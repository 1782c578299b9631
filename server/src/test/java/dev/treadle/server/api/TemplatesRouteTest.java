package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.templates.BuiltInTemplates;
import dev.treadle.values.Json;
import dev.treadle.values.TemplateId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesRouteTest {
  private static final String TEMPLATES = Api.BASE + "/templates";
  private static final String UNKNOWN = TEMPLATES + "/018f0000-0000-7000-8000-000000000000";
  private static final String SECRETIVE =
      q(
          "[{'id':'t','type':'trigger'},{'id':'n','type':'integration','data':{'config':{"
              + "'connector':'http','credentialId':'cred-one','parameters':{'url':'https://example.com',"
              + "'body':[{'credentialId':'cred-two','x':1.50}]}}}}]");

  private final Api api = Api.shared();

  private static String q(String text) {
    return text.replace('\'', '"');
  }

  private Answer create(String members) {
    return api.post(TEMPLATES, "{" + members + "}");
  }

  private String own(String name, String category) {
    Answer created =
        create(
            q("'name':'" + name + "','category':'" + category + "',")
                + q("'nodes':[{'id':'t','type':'trigger'}]"));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.string("/template/id");
  }

  @Test
  void everyBuiltInTemplateIsAValidWorkflowAndIsShown() {
    assertThat(BuiltInTemplates.all()).hasSizeGreaterThanOrEqualTo(8);
    Set<String> ids = new HashSet<>();
    for (var template : BuiltInTemplates.all()) {
      Answer shown = api.get(TEMPLATES + "/" + template.id());
      assertThat(shown.status()).isEqualTo(200);
      Map<String, @Nullable Object> json = shown.object("/template");
      assertThat(json)
          .containsOnlyKeys(
              "id",
              "name",
              "description",
              "category",
              "tags",
              "builtIn",
              "nodes",
              "edges",
              "variables",
              "createdAt",
              "createdBy")
          .containsEntry("builtIn", true);
      Answer valid = api.post(Api.BASE + "/workflows/validate", Json.write(json));
      assertThat(valid.text()).as(template.content().name()).contains("\"problems\":[]");
      ids.add(template.id().toString());
    }
    assertThat(ids).hasSameSizeAs(BuiltInTemplates.all());
  }

  @Test
  void anOwnTemplateIsMadeOfADefinitionWithoutItsCredentials() {
    Answer created =
        create(
            q("'name':'Mine','tags':['x'],'nodes':")
                + SECRETIVE
                + q(",'edges':")
                + q("[{'source':'t','target':'n'}],'variables':{'n':1.10}"));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    String path = TEMPLATES + "/" + created.string("/template/id");
    assertThat(created.header("Location")).isEqualTo(path);
    assertThat(created.object("/template"))
        .containsEntry("name", "Mine")
        .containsEntry("description", null)
        .containsEntry("category", "general")
        .containsEntry("tags", List.of("x"))
        .containsEntry("builtIn", false);
    assertThat(created.at("/template/createdAt")).isNotNull();
    assertThat(created.at("/template/createdBy")).isNotNull();
    assertThat(created.text())
        .doesNotContain("credentialId", "cred-one", "cred-two")
        .contains("\"x\":1.50", "{\"n\":1.10}", "\"id\":\"e1\"");
    assertThat(api.get(path).text()).isEqualTo(created.text());
    assertThat(api.get(path, Strangers.stranger(api)).status()).isEqualTo(404);
  }

  @Test
  void anOwnTemplateIsMadeOfAWorkflow() {
    String workflow = api.workflowOf(q("{'id':'node','type':'output'}"));
    Answer created = create(q("'category':'sales','workflowId':'" + workflow + "'"));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.object("/template"))
        .containsEntry("name", "Made by a test")
        .containsEntry("category", "sales");
    assertThat(created.list("/template/nodes")).hasSize(2);
    Answer both = create(q("'name':'Both','workflowId':'" + workflow + "','nodes':[]"));
    assertThat(both.status()).isEqualTo(422);
    assertThat(both.string("/errors/0/pointer")).isEqualTo("/workflowId");
    Answer others =
        api.post(TEMPLATES, q("{'workflowId':'" + workflow + "'}"), Strangers.stranger(api));
    assertThat(others.status()).isEqualTo(422);
    assertThat(others.string("/errors/0/code")).isEqualTo("UNKNOWN_WORKFLOW");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "'name':'No nodes'                                            | 422 | /nodes",
        "'name':'x','nodes':[{'id':'t','type':'trigger'}]             | 422 | /name",
        "'name':'Cat','category':'','nodes':[{'id':'t','type':'trigger'}] | 422 | /category",
        "'name':'Bad node','nodes':[{'id':'t','type':'nope'}]         | 422 | /nodes",
        "'name':7                                                     | 400 | /name",
        "'name':'Odd','colour':'red'                                  | 400 | /colour",
        "'workflowId':'x'                                             | 422 | /workflowId",
      })
  void whatIsNoTemplateIsRefused(String members, int status, String pointer) {
    Answer refused = create(q(members));
    assertThat(refused.status()).as(refused.text()).isEqualTo(status);
    assertThat(refused.string("/errors/0/pointer")).isEqualTo(pointer);
  }

  @Test
  void instantiatingMakesAWorkflowThatRemembersItsTemplate() {
    TemplateId id = BuiltInTemplates.all().getFirst().id();
    Answer made = api.post(TEMPLATES + "/" + id + "/instantiate", "");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.header("ETag")).isEqualTo("\"1\"");
    assertThat(made.object("/workflow"))
        .containsEntry("name", "Lead qualification")
        .containsEntry("templateId", id.toString())
        .containsEntry("isActive", true)
        .containsEntry("latestVersion", 1);
    String path = made.header("Location");
    assertThat(api.get(path).text()).isEqualTo(made.text());
    Answer patched = api.patch(path, q("{'name':'Of my own','templateId':null}"));
    assertThat(patched.string("/workflow/templateId")).isEqualTo(id.toString());
    Answer named =
        api.post(
            TEMPLATES + "/" + id + "/instantiate",
            q("{'name':'Another','description':'d','tags':[],'isActive':false}"));
    assertThat(named.object("/workflow"))
        .containsEntry("name", "Another")
        .containsEntry("description", "d")
        .containsEntry("tags", List.of())
        .containsEntry("isActive", false);
    assertThat(api.post(TEMPLATES + "/" + id + "/instantiate", q("{'name':'x'}")).status())
        .isEqualTo(422);
    assertThat(api.post(TEMPLATES + "/" + id + "/instantiate", q("{'nmae':'xyz'}")).status())
        .isEqualTo(400);
    assertThat(api.post(UNKNOWN + "/instantiate", "").status()).isEqualTo(404);
  }

  @Test
  void aNewWorkflowMayNameATemplateThatThereIs() {
    String id = BuiltInTemplates.all().getLast().id().toString();
    String members = "'name':'Named','nodes':[{'id':'t','type':'trigger'}],'templateId':'";
    Answer created = api.post(Api.BASE + "/workflows", q("{" + members + id + "'}"));
    assertThat(created.string("/workflow/templateId")).isEqualTo(id);
    for (String wrong : List.of("x", "018f0000-0000-7000-8000-000000000000")) {
      Answer refused = api.post(Api.BASE + "/workflows", q("{" + members + wrong + "'}"));
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.string("/errors/0/code")).isEqualTo("UNKNOWN_TEMPLATE");
    }
  }

  @Test
  void deletingTakesOwnTemplatesAlone() {
    String id = own("To be deleted", "general");
    String path = TEMPLATES + "/" + id;
    Answer workflow = api.post(path + "/instantiate", "");
    assertThat(api.delete(path, Strangers.member(api, "USER", "MEMBER")).status()).isEqualTo(403);
    assertThat(api.delete(path, Strangers.stranger(api)).status()).isEqualTo(404);
    assertThat(api.delete(path).text()).isEqualTo("{\"success\":true}");
    assertThat(api.delete(path).status()).isEqualTo(404);
    assertThat(api.get(path).status()).isEqualTo(404);
    assertThat(api.get(workflow.header("Location")).string("/workflow/templateId")).isEqualTo(id);
    String builtIn = TEMPLATES + "/" + BuiltInTemplates.all().getFirst().id();
    assertThat(api.delete(builtIn).status()).isEqualTo(403);
    assertThat(api.get(builtIn).status()).isEqualTo(200);
  }

  private List<String> ids(Answer page) {
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    return page.list("/templates").stream()
        .map(one -> String.valueOf(Objects.requireNonNull(Json.asObject(one)).get("id")))
        .toList();
  }

  @Test
  void listsWithFiltersInPagesWithoutAGap() {
    String category = "paged-" + System.nanoTime();
    List<String> own = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      own.addFirst(own("Own 100% _" + i, category));
    }
    assertThat(ids(api.get(TEMPLATES + "?category=" + category))).isEqualTo(own);
    assertThat(ids(api.get(TEMPLATES + "?builtIn=true")))
        .isEqualTo(BuiltInTemplates.all().stream().map(t -> t.id().toString()).toList());
    assertThat(ids(api.get(TEMPLATES + "?builtIn=true&search=LEAD&category=sales"))).hasSize(1);
    assertThat(ids(api.get(TEMPLATES + "?builtIn=false&search=100%25%20_1&category=" + category)))
        .containsExactly(own.get(1));
    List<String> all = ids(api.get(TEMPLATES + "?limit=100"));
    assertThat(all).containsAll(own).hasSizeGreaterThan(own.size() + 8);
    List<String> walked = new ArrayList<>();
    String next = TEMPLATES + "?limit=2";
    while (next != null) {
      Answer page = api.get(next);
      walked.addAll(ids(page));
      Object cursor = page.at("/page/nextCursor");
      assertThat(page.at("/page/hasMore")).isEqualTo(cursor != null);
      next = cursor == null ? null : TEMPLATES + "?limit=2&cursor=" + cursor;
    }
    assertThat(walked).startsWith(all.subList(0, 8).toArray(String[]::new));
    assertThat(walked).doesNotHaveDuplicates().containsAll(own);
    assertThat(ids(api.get(TEMPLATES + "?limit=4&offset=7"))).isEqualTo(all.subList(7, 11));
    assertThat(api.get(TEMPLATES, Strangers.stranger(api)).list("/templates"))
        .hasSameSizeAs(BuiltInTemplates.all());
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0",
    "limit=101",
    "limit=x",
    "offset=-1",
    "cursor=x",
    "builtIn=yes",
    "sort=name",
    "search=a&search=b",
    "cursor=018f0000-0000-7000-8000-000000000000&offset=0"
  })
  void aQueryThatMakesNoSenseIs400(String query) {
    Answer refused = api.get(TEMPLATES + "?" + query);
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(query).startsWith(refused.string("/errors/0/pointer"));
  }
}
