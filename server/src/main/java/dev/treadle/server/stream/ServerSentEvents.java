package dev.treadle.server.stream;

import dev.treadle.server.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes server-sent events (WHATWG HTML, section 9.2). A write blocks while the reader does not
 * read, and fails when it has not read for as long as the container waits, or has gone.
 */
public final class ServerSentEvents {
  public static final String MEDIA_TYPE = "text/event-stream";

  private static final String LAST_ID = "Last-Event-ID";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private final OutputStream out;

  private ServerSentEvents(OutputStream out) {
    this.out = out;
  }

  /** Sends the headers at once: the first event may be far off. */
  public static ServerSentEvents begin(HttpServletResponse response) throws IOException {
    response.setContentType(MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    response.flushBuffer();
    return new ServerSentEvents(response.getOutputStream());
  }

  /** The number of the last event that the reader has seen, 0 for none. */
  public static long lastSeen(HttpServletRequest request) {
    List<String> values = Collections.list(request.getHeaders(LAST_ID));
    if (values.isEmpty()) {
      return 0;
    }
    if (values.size() > 1 || !NUMBER.matcher(values.getFirst()).matches()) {
      throw ProblemException.unreadable(
          LAST_ID, "INVALID_ID", "It must be the id of an event, which is a whole number.");
    }
    return Long.parseLong(values.getFirst());
  }

  /**
   * Writes an event with an id.
   *
   * @param data JSON, which has no line breaks as it is written here
   */
  public void event(int id, String name, String data) throws IOException {
    write("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n");
  }

  /** Writes an event that leaves the last id as it is. */
  public void event(String name, String data) throws IOException {
    write("event: " + name + "\ndata: " + data + "\n\n");
  }

  /** Shows that somebody is there, and finds out whether the reader is. */
  public void heartbeat() throws IOException {
    write(":\n\n");
    flush();
  }

  public void flush() throws IOException {
    out.flush();
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
