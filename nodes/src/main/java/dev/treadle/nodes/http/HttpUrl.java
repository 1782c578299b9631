package dev.treadle.nodes.http;

import java.net.IDN;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An http or https URL, read so strictly that what is checked and what is called cannot differ: no
 * userinfo, no backslashes, host names in ASCII, IPv4 addresses only as four decimal numbers.
 *
 * @param host lower case, without brackets and without a dot at the end
 * @param target path and query, percent-encoded, beginning with a slash
 */
record HttpUrl(String scheme, String host, int port, String target) {
  private static final int MAX_LENGTH = 16_384;

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
  private static final Pattern HOST = Pattern.compile("[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
  private static final Pattern BYTE =
      Pattern.compile("0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]");

  private static final String KEPT = "-._~!$&'()*+,;=:@/?%";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  /** Reads a URL; an {@link IllegalArgumentException} says in a sentence what is wrong with it. */
  static HttpUrl parse(String text) {
    String url = text.strip();
    if (url.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("The URL is longer than " + MAX_LENGTH + " characters");
    }
    if (url.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("The URL has control characters");
    }
    String scheme = scheme(url);
    int from = scheme.length() + 3;
    int to = from;
    while (to < url.length() && "/?#".indexOf(url.charAt(to)) < 0) {
      to++;
    }
    String authority = url.substring(from, to);
    if (authority.indexOf('@') >= 0) {
      throw new IllegalArgumentException("The URL must not hold a user name or a password");
    }
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon >= 0 && authority.indexOf(']', colon) < 0;
    String host = host(hasPort ? authority.substring(0, colon) : authority);
    int port = hasPort ? port(authority.substring(colon + 1), scheme) : defaultPort(scheme);
    return new HttpUrl(scheme, host, port, target(url.substring(to)));
  }

  private static String scheme(String url) {
    for (String scheme : new String[] {"http", "https"}) {
      if (url.regionMatches(true, 0, scheme + "://", 0, scheme.length() + 3)) {
        return scheme;
      }
    }
    throw new IllegalArgumentException("The URL must begin with http:// or https://");
  }

  private static int port(String digits, String scheme) {
    if (digits.isEmpty()) {
      return defaultPort(scheme);
    }
    if (!digits.matches("[0-9]{1,5}")
        || Integer.parseInt(digits) > 0xffff
        || Integer.parseInt(digits) == 0) {
      throw new IllegalArgumentException("The URL has no legal port");
    }
    return Integer.parseInt(digits);
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  /** A host name or address as {@link #host} holds it. */
  static String host(String text) {
    if (text.startsWith("[") && text.endsWith("]") && text.indexOf(':') > 0) {
      return address(text.substring(1, text.length() - 1)).getHostAddress();
    }
    boolean ascii = text.chars().allMatch(c -> c < 0x80);
    String host;
    try {
      host = (ascii ? text : IDN.toASCII(text)).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The URL has no legal host name", e);
    }
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    if (host.length() > 253 || !HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("The URL has no legal host name");
    }
    if (NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches()
        && !isDottedQuad(host)) {
      throw new IllegalArgumentException(
          "An IPv4 address in a URL must be four decimal numbers such as 192.0.2.1");
    }
    return host;
  }

  private static InetAddress address(String text) {
    try {
      return Cidr.literal(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The URL has no legal IPv6 address", e);
    }
  }

  /** Whether a text is an IPv4 address in its only undisputed form. */
  static boolean isDottedQuad(String text) {
    String[] parts = text.split("\\.", -1);
    return parts.length == 4 && Arrays.stream(parts).allMatch(part -> BYTE.matcher(part).matches());
  }

  private static String target(String rest) {
    int hash = rest.indexOf('#');
    String visible = hash < 0 ? rest : rest.substring(0, hash);
    return encode(visible.startsWith("/") ? visible : "/" + visible);
  }

  /** Percent-encodes what may not stand in a URL, and nothing twice. */
  private static String encode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean letterOrDigit = c < 0x80 && Character.isLetterOrDigit(c);
      if (letterOrDigit || KEPT.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return out.toString();
  }

  /** Where a {@code Location} leads that was answered at this URL. */
  HttpUrl follow(String location) {
    String to = location.strip();
    if (SCHEME.matcher(to).matches()) {
      return parse(to);
    }
    if (to.startsWith("//")) {
      return parse(scheme + ":" + to);
    }
    String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
    String next =
        to.startsWith("/")
            ? to
            : to.startsWith("?") || to.isEmpty()
                ? path + to
                : path.substring(0, path.lastIndexOf('/') + 1) + to;
    return parse(origin() + withoutDots(next));
  }

  private static String withoutDots(String target) {
    int end = 0;
    while (end < target.length() && "?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = target.substring(1, end).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean dots = segments[i].equals(".") || segments[i].equals("..");
      if (segments[i].equals("..")) {
        kept.pollLast();
      }
      if (!dots) {
        kept.add(segments[i]);
      } else if (i == segments.length - 1) {
        kept.add("");
      }
    }
    return "/" + String.join("/", kept) + target.substring(end);
  }

  /** The same with more parameters after those it has. */
  HttpUrl withQuery(String encoded) {
    if (encoded.isEmpty()) {
      return this;
    }
    return new HttpUrl(
        scheme, host, port, target + (target.indexOf('?') < 0 ? "?" : "&") + encoded);
  }

  /** Scheme, host and port. */
  String origin() {
    String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return scheme + "://" + name + (port == defaultPort(scheme) ? "" : ":" + port);
  }

  /** Without the query, which may hold a secret. */
  @Override
  public String toString() {
    int query = target.indexOf('?');
    return origin() + (query < 0 ? target : target.substring(0, query));
  }
}
