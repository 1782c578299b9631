package dev.treadle.nodes.http;

import dev.treadle.node.About;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.values.Effect;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.InDoubt;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls another system through a connector. */
public final class IntegrationNode implements NodeType<IntegrationNode.Config> {
  /** The node names a credential, and there are none yet. Permanent. */
  public static final ErrorCode CREDENTIALS_UNAVAILABLE = new ErrorCode("CREDENTIALS_UNAVAILABLE");

  private static final NodeSpec<Config> SPEC =
      NodeSpec.of(
              "integration",
              Config.class,
              "Integration",
              "Calls another system over HTTP and hands on its answer.",
              NodeSpec.Example.of(
                  """
                  {"connector": "http", "operation": "request", "parameters": {
                    "method": "POST", "url": "https://api.example.com/orders/{{ order.id }}/notes",
                    "headers": {"Accept": "application/json"},
                    "body": {"text": "Scored {{ score }}"}, "timeout": "PT20S"}}\
                  """,
                  """
                  {"order": {"id": 7}, "score": 85}\
                  """,
                  """
                  {"status": 201, "headers": {"content-type": "application/json"},
                   "body": {"id": 1}}\
                  """))
          .with(Effect.EFFECTFUL)
          .checkedBy(IntegrationNode::check);

  private final HttpConnector http;

  public IntegrationNode(Egress egress) {
    this.http = new HttpConnector(egress);
  }

  /** Which system, and what of it. */
  public record Config(
      @About("The system to call: http.") Connector connector,
      @About(value = "What to do there: request.", initial = "\"request\"") Operation operation,
      @About("What the operation is given.") HttpParameters parameters,
      @About("The credential to call with; not available yet.") @Nullable String credentialId,
      @About(
              value =
                  "What follows when a crash leaves open whether the call was made: it is made"
                      + " again with the same Idempotency-Key (retry), a person is asked (ask), or"
                      + " the node fails with IN_DOUBT (fail).",
              initial = "\"retry\"")
          InDoubt inDoubt) {}

  /** The systems that can be called. */
  public enum Connector {
    HTTP
  }

  /** What can be done there. */
  public enum Operation {
    REQUEST
  }

  /** What of the parameters is not a template can be wrong already now. */
  private static List<ConfigProblem> check(Map<String, @Nullable Object> config) {
    List<ConfigProblem> problems = new ArrayList<>(InDoubt.problems(config));
    Map<String, @Nullable Object> parameters = Json.asObject(config.get("parameters"));
    if (parameters == null) {
      return problems;
    }
    if (parameters.get("method") instanceof String method && !method.contains("{{")) {
      attempt(() -> OutgoingRequest.method(method), "/parameters/method", problems);
    }
    if (parameters.get("url") instanceof String url && !url.contains("{{")) {
      attempt(() -> HttpUrl.parse(url), "/parameters/url", problems);
    }
    Map<String, @Nullable Object> headers = Json.asObject(parameters.get("headers"));
    if (headers != null) {
      headers.forEach(
          (name, value) -> {
            String text = value instanceof String constant ? constant : null;
            String at = "/parameters/headers/" + name.replace("~", "~0").replace("/", "~1");
            HttpHeaders.fault(name, text)
                .ifPresent(fault -> problems.add(new ConfigProblem(at, fault)));
          });
    }
    return problems;
  }

  private static void attempt(Runnable reading, String pointer, List<ConfigProblem> problems) {
    try {
      reading.run();
    } catch (IllegalArgumentException e) {
      problems.add(new ConfigProblem(pointer, String.valueOf(e.getMessage())));
    }
  }

  @Override
  public NodeSpec<Config> spec() {
    return SPEC;
  }

  @Override
  public Outcome execute(Config config, NodeContext context) throws InterruptedException {
    if (config.credentialId() != null) {
      return Outcome.permanent(
          CREDENTIALS_UNAVAILABLE,
          "Credentials are not available yet: remove credentialId from the node");
    }
    return switch (config.connector()) {
      case HTTP ->
          switch (config.operation()) {
            case REQUEST -> http.request(config.parameters(), context);
          };
    };
  }
}
