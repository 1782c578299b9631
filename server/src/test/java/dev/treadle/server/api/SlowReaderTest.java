package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.stream.EventStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readers of a stream who take nothing of what they asked for. */
class SlowReaderTest {
  /** What the container waits for a reader, 20 seconds unless it is told otherwise. */
  private static final String WAITS = "server.tomcat.connection-timeout";

  private static final int READERS = 3;

  /** Of frames that are large, all readers together. */
  private static final long MOST_HELD = 64L << 20;

  @BeforeEach
  void waitTwoSeconds() {
    System.setProperty(WAITS, "2s");
  }

  @AfterEach
  void waitAsUsual() {
    System.clearProperty(WAITS);
  }

  @Test
  void whoDoesNotReadIsCutOffAndHoldsUpNobody() throws IOException {
    Api api = Api.start();
    String location =
        api.execute(api.workflow(nodes(), edges()), "{}", "Prefer", "wait=20").header("Location");
    Answer run = api.await(location, "COMPLETED");
    assertThat(run.text().length()).isGreaterThan(10_000_000);
    EventStreams streams = api.bean(EventStreams.class);
    List<Socket> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      readers.add(ask(api, location));
    }
    Eventually.get(streams::size, size -> size > 0);
    assertThat(api.get("/health/ready").status()).isEqualTo(200);
    assertThat(api.get(Api.BASE + "/workflows").status()).isEqualTo(200);
    Eventually.get(streams::size, size -> size == 0);
    for (Socket reader : readers) {
      assertThat(rest(reader)).contains("event: log").doesNotContain("event: end");
      reader.close();
    }
    api.stop();
  }

  /**
   * A frame of 12 MB for each is more than there is room for: some wait until others are cut off.
   */
  @Test
  void allWhoDoNotReadHoldNoMoreThanThereIsRoomAndGetTheRestWhenTheyComeAgain() throws IOException {
    Api api = Api.start();
    String location =
        api.execute(api.workflow(nodes(), edges()), "{}", "Prefer", "wait=20").header("Location");
    int events = api.await(location, "COMPLETED").list("/execution/logs").size();
    EventStreams streams = api.bean(EventStreams.class);
    List<Socket> readers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      readers.add(ask(api, location));
    }
    Eventually.get(streams::held, held -> held > MOST_HELD / 2);
    Eventually.get(
        streams::size,
        size -> {
          assertThat(streams.held()).isLessThanOrEqualTo(MOST_HELD);
          return size == 0;
        });
    assertThat(streams.held()).isZero();
    for (Socket reader : readers) {
      reader.close();
    }
    try (Socket cut = ask(api, location)) {
      Eventually.get(streams::size, size -> size == 1);
      Eventually.get(streams::size, size -> size == 0);
      int seen = lastId(rest(cut));
      assertThat(seen).isBetween(0, events - 1);
      String more = api.get(location + "/events", "Last-Event-ID", String.valueOf(seen)).text();
      assertThat(more).contains("\nid: " + events + "\n", "event: end");
      assertThat(("\n" + more).split("\nid: ", -1)).hasSize(events - seen + 1);
    }
    api.stop();
  }

  /** Of the events that came whole. */
  private static int lastId(String text) {
    int last = 0;
    for (String event : text.substring(0, text.lastIndexOf("\n\n") + 1).split("\n\n", -1)) {
      Matcher id = Pattern.compile("(?m)^id: ([0-9]+)$").matcher(event);
      last = id.find() ? Integer.parseInt(id.group(1)) : last;
    }
    return last;
  }

  /** What had been sent when it was cut off. */
  private static String rest(Socket reader) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      reader.getInputStream().transferTo(all);
    } catch (SocketException reset) {
      // Cut off so that what was on its way is lost.
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /** A reader whose buffer is small, and who never empties it. */
  private static Socket ask(Api api, String location) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port()));
    String request =
        "GET " + location + "/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Api.KEY;
    socket.getOutputStream().write((request + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String nodes() {
    StringBuilder nodes = new StringBuilder("[{\"id\":\"t\",\"type\":\"trigger\"}");
    for (int i = 0; i < 60; i++) {
      nodes
          .append(",{\"id\":\"n" + i + "\",\"type\":\"transform\",\"data\":{\"config\":")
          .append("{\"expression\":\"{ 'x': $pad('', 200000, 'y') }\"}}}");
    }
    return nodes + "]";
  }

  private static String edges() {
    List<String> edges = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      edges.add("{\"source\":\"t\",\"target\":\"n" + i + "\"}");
    }
    return "[" + String.join(",", edges) + "]";
  }
}
