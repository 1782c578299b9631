package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.treadle.node.Secret;
import dev.treadle.nodes.ai.ChatModels;
import dev.treadle.nodes.ai.ModelSettings;
import dev.treadle.nodes.ai.Prices;
import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.templates.BuiltInTemplates;
import dev.treadle.values.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every template that is built in does what its description says, against a world that answers. */
class TemplateRunsTest {
  private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();
  private static final Queue<String> POSTED = new ConcurrentLinkedQueue<>();

  private static HttpServer world;
  private static String url = "";
  private static Api api;

  @BeforeAll
  static void start() throws IOException {
    world = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    world.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    world.createContext("/", TemplateRunsTest::answer);
    world.start();
    url = "http://127.0.0.1:" + world.getAddress().getPort();
    api =
        Api.start(
            ChatModels.openAi(
                new ModelSettings(url, new Secret("key"), "stand-in", Prices.builtIn())));
  }

  @AfterAll
  static void stop() {
    world.stop(0);
  }

  private static void answer(HttpExchange call) throws IOException {
    String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (call.getRequestMethod().equals("POST")) {
      POSTED.add(body);
    }
    String answer = ANSWERS.get(call.getRequestURI().getPath());
    byte[] bytes = String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("Content-Type", "application/json");
    call.sendResponseHeaders(answer == null ? 503 : 200, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  private static void says(String text) {
    ANSWERS.put(
        "/chat/completions",
        q("{'id':'1','object':'chat.completion','created':0,'model':'stand-in','choices':[")
            + q("{'index':0,'finish_reason':'stop','message':{'role':'assistant','content':'")
            + text
            + q("'}}],'usage':{'prompt_tokens':7,'completion_tokens':3,'total_tokens':10}}"));
  }

  private static String q(String text) {
    return text.replace('\'', '"');
  }

  /** Instantiates a template by its name, with other variables, and runs it to its end. */
  private static void gives(String template, String variables, String input, String output) {
    String id =
        BuiltInTemplates.all().stream()
            .filter(one -> one.content().name().equals(template))
            .findFirst()
            .orElseThrow()
            .id()
            .toString();
    Answer made = api.post(Api.BASE + "/templates/" + id + "/instantiate", "{}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    String path = made.header("Location");
    Answer set = api.patch(path, q("{'variables':" + variables.replace("~", url) + "}"));
    assertThat(set.status()).as(set.text()).isEqualTo(200);
    Answer run =
        api.post(
            path + "/execute?include=logs",
            q("{'input':" + input.replace("~", url) + "}"),
            "Prefer",
            "wait=30");
    assertThat(run.string("/execution/status")).as(run.text()).isEqualTo("COMPLETED");
    Object expected = Api.json(q(output.replace("~", url)));
    assertThat(Json.equal(run.at("/execution/output"), expected))
        .as("%s gave %s", template, run.at("/execution/output"))
        .isTrue();
  }

  @Test
  void leadQualification() {
    ANSWERS.put("/sales", "{}");
    gives(
        "Lead qualification",
        "{'salesUrl':'~/sales'}",
        "{'name':'Ada','country':'US','employees':250,'phone':'1'}",
        "{'route':'sales','lead':'Ada','score':90}");
    assertThat(POSTED).anyMatch(body -> body.contains("\"score\":90"));
    gives(
        "Lead qualification",
        "{}",
        "{'name':'Bob','country':'FR','employees':5}",
        "{'route':'nurture','lead':'Bob','score':10}");
  }

  @Test
  void supportTriageAndDocumentSummary() {
    String ticket = "{'subject':'Help','text':'It does not work'}";
    says("Billing.");
    gives("Support triage", "{}", ticket, "{'queue':'accounting','subject':'Help'}");
    says("bug");
    gives("Support triage", "{}", ticket, "{'queue':'engineering','subject':'Help'}");
    says("I cannot say");
    gives("Support triage", "{}", ticket, "{'queue':'people','subject':'Help'}");
    ANSWERS.put("/document", q("{'title':'A long text'}"));
    says("Short.");
    gives(
        "Document summary",
        "{}",
        "{'url':'~/document'}",
        "{'url':'~/document','summary':'Short.','tokens':10}");
  }

  @Test
  void nightlyReport() {
    ANSWERS.put(
        "/orders",
        q("{'orders':[{'region':'EU','total':10},{'region':'US','total':5},")
            + q("{'region':'EU','total':2}]}"));
    ANSWERS.put("/reports", "{}");
    gives(
        "Nightly report",
        "{'sourceUrl':'~/orders','reportUrl':'~/reports'}",
        "{}",
        "{'orders':3,'revenue':17,'byRegion':{'EU':12,'US':5}}");
  }

  @Test
  void webhookToDatabase() {
    ANSWERS.put("/rows", "{}");
    String variables = "{'databaseUrl':'~/rows'}";
    String record = "{'id':7,'email':'Ada@Example.com','name':'Ada'}";
    gives("Webhook to database", variables, record, "{'written':true,'id':7}");
    assertThat(POSTED).anyMatch(body -> body.contains("ada@example.com"));
    gives(
        "Webhook to database",
        variables,
        "{'id':7,'email':'nobody'}",
        "{'written':false,'because':'The record lacks an id or an e-mail address.'}");
  }

  @Test
  void orderFanOut() {
    gives(
        "Order fan-out",
        "{}",
        "{'id':1,'items':[{'sku':'pen','price':2,'quantity':3},{'sku':'lamp','price':40,'quantity':1}]}",
        "{'order':1,'total':46,'shipping':'parcel','status':'shipped'}");
    gives(
        "Order fan-out",
        "{}",
        "{'id':2,'items':[{'sku':'desk','price':300,'quantity':2}]}",
        "{'order':2,'total':600,'missing':['desk'],'status':'on back-order'}");
  }

  @Test
  void errorBranchWithRetry() {
    gives(
        "Error branch with retry",
        "{'serviceUrl':'~/away'}",
        "{'currency':'JPY'}",
        "{'rate':151.3,'source':'known','attempts':3}");
    ANSWERS.put("/rate", q("{'rate':0.9}"));
    gives(
        "Error branch with retry",
        "{'serviceUrl':'~/rate'}",
        "{'currency':'EUR'}",
        "{'rate':0.9,'source':'service'}");
  }

  @Test
  void dataCleanUp() {
    gives(
        "Data clean-up",
        "{}",
        "{'contacts':[{'email':' Ada@Example.com ','name':' Ada'},{'name':'No address'},"
            + "{'email':'ada@example.com','name':'Ada again'},{'email':'b@x.org','name':'B'}]}",
        "{'contacts':[{'email':'ada@example.com','name':'Ada'},{'email':'b@x.org','name':'B'}],"
            + "'dropped':2}");
  }

  @Test
  void followUpReminder() {
    ANSWERS.put("/mail", "{}");
    ANSWERS.put("/status", q("{'answered':false}"));
    String variables = "{'patience':'PT0S','statusUrl':'~/status','mailUrl':'~/mail'}";
    String offer = "{'offer':'O-1','email':'a@example.com'}";
    gives("Follow-up reminder", variables, offer, "{'offer':'O-1','reminded':true}");
    assertThat(POSTED).anyMatch(body -> body.contains("Our offer O-1"));
    ANSWERS.put("/status", q("{'answered':true}"));
    gives("Follow-up reminder", variables, offer, "{'offer':'O-1','reminded':false}");
  }
}
