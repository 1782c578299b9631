package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.stream.EventStreams;
import dev.treadle.values.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamRouteTest {
  private static final String OUTPUT = "{\"id\":\"node\",\"type\":\"output\"}";

  private final Api api = Api.shared();
  private final HttpClient client = HttpClient.newHttpClient();

  private static String waits(String duration) {
    return "{\"id\":\"node\",\"type\":\"wait\",\"data\":{\"config\":{\"duration\":\""
        + duration
        + "\"}}}";
  }

  /** An event as it was sent. */
  private record Sent(String id, String event, String data) {}

  /** What a client reads of a stream. */
  private record Reader(HttpResponse<?> response, BufferedReader lines) {
    /** The next event; empty parts at the end of the stream. */
    Sent next() throws IOException {
      String id = "";
      String event = "";
      String data = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          event = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty() && !event.isEmpty()) {
          return new Sent(id, event, data);
        }
      }
      return new Sent("", "", "");
    }

    List<Sent> rest() throws IOException {
      List<Sent> all = new ArrayList<>();
      for (Sent sent = next(); !sent.event.isEmpty(); sent = next()) {
        all.add(sent);
      }
      return all;
    }
  }

  private Reader open(Api server, String location, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + location + "/events"))
            .header("Authorization", "Bearer " + Api.KEY)
            .header("Accept", "text/event-stream");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new Reader(
        response,
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
  }

  private static void isTheLogAndTheEnd(List<Sent> sent, Answer run, int from) {
    List<?> logs = run.list("/execution/logs");
    assertThat(sent).hasSize(logs.size() - from + 1);
    for (int i = from; i < logs.size(); i++) {
      Sent one = sent.get(i - from);
      assertThat(one.event).isEqualTo("log");
      assertThat(one.id).isEqualTo(String.valueOf(i + 1));
      assertThat(Json.equal(Api.json(one.data), logs.get(i))).as(one.data).isTrue();
    }
    Sent last = sent.getLast();
    assertThat(last.event).isEqualTo("end");
    assertThat(run.object("/execution"))
        .containsAllEntriesOf(Objects.requireNonNull(Json.asObject(Api.json(last.data))));
    assertThat(last.data).doesNotContain("\"logs\"");
  }

  @Test
  void anEndedRunIsItsLogAndItsEnd() throws IOException, InterruptedException {
    String location =
        api.execute(api.workflowOf(OUTPUT), "{\"input\":{\"a\":\"x\\ny\"}}", "Prefer", "wait=20")
            .header("Location");
    Reader reader = open(api, location);
    assertThat(reader.response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(reader.response.headers().firstValue("Cache-Control")).contains("no-store");
    isTheLogAndTheEnd(reader.rest(), api.get(location), 0);
    isTheLogAndTheEnd(open(api, location, "Last-Event-ID", "0").rest(), api.get(location), 0);
    isTheLogAndTheEnd(open(api, location, "Last-Event-ID", "3").rest(), api.get(location), 3);
    for (String beyond : List.of("1000000", "999999999999999999")) {
      assertThat(open(api, location, "Last-Event-ID", beyond).rest())
          .extracting(Sent::event)
          .containsExactly("end");
    }
    assertThat(api.call("HEAD", location + "/events", new byte[0]).status()).isEqualTo(200);
  }

  @Test
  void entriesComeWhileTheRunGoesOn() throws IOException, InterruptedException {
    String location = api.execute(api.workflowOf(waits("PT1S")), "{}").header("Location");
    Reader reader = open(api, location);
    List<Sent> sent = new ArrayList<>();
    while (sent.isEmpty() || !sent.getLast().data.contains("\"WAITING\"")) {
      sent.add(reader.next());
    }
    assertThat(api.get(location).at("/execution/completedAt")).isNull();
    sent.addAll(reader.rest());
    isTheLogAndTheEnd(sent, api.get(location), 0);
  }

  @Test
  void aReaderOfAnotherReplicaSeesTheSame() throws IOException, InterruptedException {
    Api first = Api.start();
    Api second = first.another();
    String workflow = first.workflowOf(waits("PT1.5S"));
    String location = first.execute(workflow, "{}").header("Location");
    Reader reader = open(second, location);
    Reader other = open(first, location);
    List<Sent> sent = reader.rest();
    isTheLogAndTheEnd(sent, first.get(location), 0);
    assertThat(other.rest()).isEqualTo(sent);
    second.stop();
    first.stop();
  }

  @Test
  void aReaderWhoDoesNotReadHoldsUpNobodyAndMissesNothing()
      throws IOException, InterruptedException {
    StringBuilder nodes = new StringBuilder("[{\"id\":\"start\",\"type\":\"trigger\"}");
    StringBuilder edges = new StringBuilder("[{\"source\":\"start\",\"target\":\"node\"}");
    nodes.append(',').append(waits("PT0.3S"));
    for (int i = 0; i < 60; i++) {
      nodes
          .append(",{\"id\":\"n" + i + "\",\"type\":\"transform\",\"data\":{\"config\":")
          .append("{\"expression\":\"{ 'x': $pad('', 200000, 'y') }\"}}}");
      edges.append(",{\"source\":\"node\",\"target\":\"n" + i + "\"}");
    }
    String workflow = api.workflow(nodes + "]", edges + "]");
    String location = api.execute(workflow, "{}").header("Location");
    Reader reader = open(api, location);
    Answer ended = api.await(location, "COMPLETED");
    isTheLogAndTheEnd(reader.rest(), ended, 0);
  }

  @Test
  void aReaderWhoHasGoneIsForgotten() throws IOException {
    Api own = Api.start();
    EventStreams streams = own.bean(EventStreams.class);
    StringBuilder nodes = new StringBuilder("[{\"id\":\"t\",\"type\":\"trigger\"}");
    List<String> edges = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      nodes.append(',').append(waits("PT0.3S").replace("node", "n" + i));
      edges.add(
          "{\"source\":\"" + (i == 0 ? "t" : "n" + (i - 1)) + "\",\"target\":\"n" + i + "\"}");
    }
    String workflow = own.workflow(nodes + "]", "[" + String.join(",", edges) + "]");
    String location = own.execute(workflow, "{}").header("Location");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), own.port())) {
      String request =
          "GET " + location + "/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Api.KEY;
      socket.getOutputStream().write((request + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      assertThat(streams.size()).isEqualTo(1);
    }
    eventually(() -> streams.size() == 0);
    assertThat(own.get(location).at("/execution/completedAt")).as("still going").isNull();
    own.stop();
  }

  private static void eventually(BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not happen in time").isLessThan(until);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  @Test
  void aServerThatStopsEndsItsStreamsAtOnce() throws IOException, InterruptedException {
    Api own = Api.start();
    String location = own.execute(own.workflowOf(waits("PT1H")), "{}").header("Location");
    own.await(location, "WAITING");
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      readers.add(open(own, location, "Last-Event-ID", String.valueOf(i)));
    }
    long begun = System.nanoTime();
    own.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    for (Reader reader : readers) {
      assertThat(reader.rest()).extracting(Sent::event).doesNotContain("end");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1.5", "+1", "1,2", "9999999999999999999"})
  void whatIsNoIdOfAnEventIs400(String id) {
    String location = api.execute(api.workflowOf(OUTPUT), "{}").header("Location");
    Answer refused =
        api.get(location + "/events", "Accept", "text/event-stream", "Last-Event-ID", id);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(refused.string("/errors/0/pointer")).isEqualTo("Last-Event-ID");
  }

  @Test
  void onlyRunsOfTheOrganizationCanBeFollowed() {
    String location = api.execute(api.workflowOf(OUTPUT), "{}").header("Location");
    assertThat(api.get(location + "/events", Strangers.stranger(api)).status()).isEqualTo(404);
    String[] viewer = Strangers.member(api, "USER", "VIEWER");
    assertThat(api.get(location + "/events", viewer).status()).isEqualTo(403);
    assertThat(api.get(location + "/events", "Accept", "application/json").status()).isEqualTo(406);
    assertThat(api.get(location + "/events?x=1").status()).isEqualTo(400);
    assertThat(
            api.get(Api.BASE + "/executions/018f0000-0000-7000-8000-000000000000/events").status())
        .isEqualTo(404);
  }
}
