package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.nodes.ai.ChatModels;
import dev.treadle.nodes.http.Egress;
import dev.treadle.postgres.access.Sessions;
import dev.treadle.postgres.testkit.Scene;
import dev.treadle.postgres.testkit.TestPostgres;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.server.ServerApplication;
import dev.treadle.server.access.AuthSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.backend.BackendSettings;
import dev.treadle.server.backend.BackendSettings.Recovery;
import dev.treadle.server.backend.FirstOwner;
import dev.treadle.values.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** A server on a database of its own, and calls to it. */
final class Api {
  static final String KEY = "trd_a-key-of-the-tests";
  static final String BASE = "/api/v1/ai-hub";
  private static final Sessions.Limits SESSIONS =
      new Sessions.Limits(AuthSettings.SESSION_IDLE, AuthSettings.SESSION_LIFETIME);

  private static final class Shared {
    static final Api SERVER = start();
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final Backend backend;
  private final int port;
  private final TestPostgres.Database database;
  private final ConfigurableApplicationContext server;
  private final Contract contract;

  private Api(
      Backend backend, ConfigurableApplicationContext server, TestPostgres.Database database) {
    this.backend = backend;
    this.port = ServerApplication.port(server);
    this.database = database;
    this.server = server;
    this.contract = new Contract(send(request("GET", "/openapi.json", new byte[0])).text());
  }

  /** The one that all tests of this JVM share. */
  static Api shared() {
    return Shared.SERVER;
  }

  static Api start() {
    return start(TestPostgres.database(), Concurrency.USUAL);
  }

  static Api start(ChatModels models) {
    return start(TestPostgres.database(), models, Optional.empty(), Recovery.USUAL);
  }

  /** A server that takes the tokens of an issuer. */
  static Api start(Optional<AuthSettings.Issuer> issuer) {
    return start(TestPostgres.database(), ChatModels.none(), issuer, Recovery.USUAL);
  }

  /** Another server on the same database. */
  Api another() {
    return start(database, Concurrency.USUAL);
  }

  /** A server whose organizations may run so many executions at once. */
  static Api start(TestPostgres.Database database, Concurrency concurrency) {
    return start(database, Recovery.USUAL.with(concurrency));
  }

  static Api start(TestPostgres.Database database, Recovery recovery) {
    return start(database, ChatModels.none(), Optional.empty(), recovery);
  }

  private static Api start(
      TestPostgres.Database database,
      ChatModels models,
      Optional<AuthSettings.Issuer> issuer,
      Recovery recovery) {
    BackendSettings settings =
        new BackendSettings(
            Path.of("/nowhere"),
            Optional.of(Scene.settings(database)),
            recovery,
            Egress.allowing("127.0.0.1/32"),
            models,
            new BackendSettings.Owner(
                Optional.of("owner@example.com"), Optional.of("a password"), Optional.of(KEY)));
    Backend backend = Backend.open(settings, new FirstOwner(settings.owner(), line -> {}));
    ApiSettings api =
        new ApiSettings(ApiSettings.BODY_LIMIT, new AuthSettings(issuer, SESSIONS, false), false);
    return new Api(backend, ServerApplication.start(backend, api, "127.0.0.1", 0), database);
  }

  int port() {
    return port;
  }

  /** What the server itself says of its routes. */
  Map<RequestMappingInfo, HandlerMethod> routes() {
    return server
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods();
  }

  Contract contract() {
    return contract;
  }

  <T> T bean(Class<T> type) {
    return server.getBean(type);
  }

  /** Stops serving, and then the rest. */
  void stop() {
    server.close();
    backend.close();
  }

  Backend backend() {
    return backend;
  }

  TestPostgres.Database database() {
    return database;
  }

  /** What came back. */
  record Answer(int status, HttpResponse<String> response) {
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String text() {
      return response.body();
    }

    /** The value that a JSON Pointer without escapes points to. */
    @Nullable Object at(String pointer) {
      Object value = json(text());
      for (String step : pointer.substring(1).split("/", -1)) {
        value =
            value instanceof List<?> list
                ? list.get(Integer.parseInt(step))
                : Objects.requireNonNull(Json.asObject(value)).get(step);
      }
      return value;
    }

    String string(String pointer) {
      return String.valueOf(at(pointer));
    }

    List<?> list(String pointer) {
      return (List<?>) Objects.requireNonNull(at(pointer));
    }

    /** Where the errors of a problem are. */
    List<String> pointers() {
      return list("/errors").stream()
          .map(error -> String.valueOf(Objects.requireNonNull(Json.asObject(error)).get("pointer")))
          .toList();
    }

    Map<String, @Nullable Object> object(String pointer) {
      return Objects.requireNonNull(Json.asObject(at(pointer)));
    }
  }

  static @Nullable Object json(String text) {
    try {
      return JsonText.readOwn(text);
    } catch (JsonSyntaxException e) {
      throw new AssertionError(text, e);
    }
  }

  Answer get(String path, String... headers) {
    return call("GET", path, new byte[0], headers);
  }

  /** Sends JSON, unless the headers say otherwise. */
  Answer post(String path, String body, String... headers) {
    return call("POST", path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer patch(String path, String body, String... headers) {
    return call("PATCH", path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer delete(String path, String... headers) {
    return call("DELETE", path, new byte[0], headers);
  }

  /** Reads a run until it has a status, at most 20 seconds. */
  Answer await(String location, String status) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      Answer answer = get(location);
      if (answer.string("/execution/status").equals(status)) {
        return answer;
      }
      if (System.nanoTime() > until) {
        throw new AssertionError(answer.text());
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** Calls, and holds the answer to the document: every test is a test of the contract. */
  Answer call(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request = request(method, path, body);
    request.setHeader("Authorization", "Bearer " + KEY);
    return checked(method, path, send(request, headers));
  }

  /** A call of nobody, unless the headers say otherwise. */
  Answer anonymous(String method, String path, String body, String... headers) {
    HttpRequest.Builder request = request(method, path, body.getBytes(StandardCharsets.UTF_8));
    return checked(method, path, send(request, headers));
  }

  private Answer checked(String method, String path, Answer answer) {
    assertThat(contract.violations(method, path, answer))
        .as("%s %s -> %s %s", method, path, answer.status(), answer.text())
        .isEmpty();
    return answer;
  }

  private HttpRequest.Builder request(String method, String path, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    return body.length > 0 ? request.setHeader("Content-Type", "application/json") : request;
  }

  private Answer send(HttpRequest.Builder request, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A new workflow's id. */
  String workflow(String nodes, String edges) {
    String body = "{\"name\":\"Made by a test\",\"nodes\":" + nodes + ",\"edges\":" + edges + "}";
    Answer created = post(BASE + "/workflows", body);
    if (created.status() != 201) {
      throw new AssertionError(created.text());
    }
    return created.string("/workflow/id");
  }

  /** A new workflow of a trigger and one more node. */
  String workflowOf(String node) {
    return workflow(
        "[{'id':'start','type':'trigger'},".replace('\'', '"') + node + "]",
        "[{'id':'e1','source':'start','target':'node'}]".replace('\'', '"'));
  }

  Answer execute(String workflow, String body, String... headers) {
    return post(BASE + "/workflows/" + workflow + "/execute", body, headers);
  }
}
