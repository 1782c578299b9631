package dev.treadle.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One kept-alive HTTP/1.1 connection to loopback: writes requests that are ready as bytes, and
 * reads answers with a Content-Length. No more than a load generator needs, so that it costs little
 * beside the server.
 */
final class HttpConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final String LENGTH = "\r\ncontent-length: ";

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private byte[] buffer = new byte[16_384];

  HttpConnection(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /** An answer. */
  record Answer(int status, String body) {}

  /** A request as bytes; an empty body sends none. */
  static byte[] request(String method, String path, String body, String... headers) {
    StringBuilder text =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    text.append("Authorization: Bearer ").append(ServerProcess.KEY).append("\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    if (!body.isEmpty()) {
      text.append("Content-Type: application/json\r\nContent-Length: ");
      text.append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
    }
    return text.append("\r\n").append(body).toString().getBytes(StandardCharsets.UTF_8);
  }

  Answer exchange(byte[] request) throws IOException {
    out.write(request);
    int filled = 0;
    int head = -1;
    while (head < 0) {
      filled = fill(filled);
      head = endOfHead(filled);
    }
    String header = new String(buffer, 0, head, StandardCharsets.ISO_8859_1);
    int end = head + 4 + length(header);
    while (filled < end) {
      filled = fill(filled);
    }
    int status = Integer.parseInt(header.substring(9, 12));
    return new Answer(status, new String(buffer, head + 4, end - head - 4, StandardCharsets.UTF_8));
  }

  private int fill(int filled) throws IOException {
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, filled * 2);
    }
    int read = in.read(buffer, filled, buffer.length - filled);
    if (read < 0) {
      throw new EOFException("the server closed the connection");
    }
    return filled + read;
  }

  private int endOfHead(int filled) {
    for (int i = 0; i + 3 < filled; i++) {
      if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r') {
        return i;
      }
    }
    return -1;
  }

  private static int length(String header) {
    int at = 0;
    while (!header.regionMatches(true, at, LENGTH, 0, LENGTH.length())) {
      at = header.indexOf('\r', at + 1);
      if (at < 0) {
        throw new IllegalStateException("an answer without Content-Length: " + header);
      }
    }
    int from = at + LENGTH.length();
    int end = header.indexOf('\r', from);
    return Integer.parseInt(end < 0 ? header.substring(from) : header.substring(from, end));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
