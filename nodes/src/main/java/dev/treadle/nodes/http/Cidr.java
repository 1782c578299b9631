package dev.treadle.nodes.http;

import java.net.InetAddress;

/**
 * A network: all addresses that begin as {@code network} does.
 *
 * @param prefix how many bits they share
 */
record Cidr(InetAddress network, int prefix) {
  Cidr {
    if (prefix < 0 || prefix > network.getAddress().length * Byte.SIZE) {
      throw new IllegalArgumentException("a network of " + prefix + " bits");
    }
  }

  /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address. */
  static Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress network = literal(slash < 0 ? text : text.substring(0, slash));
    int bits = network.getAddress().length * Byte.SIZE;
    if (slash < 0) {
      return new Cidr(network, bits);
    }
    String prefix = text.substring(slash + 1);
    if (!prefix.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("no number of bits: " + prefix);
    }
    return new Cidr(network, Integer.parseInt(prefix));
  }

  /** An address in its usual form: four decimal numbers, or IPv6 without a zone. */
  static InetAddress literal(String text) {
    if (text.indexOf(':') < 0 ? !HttpUrl.isDottedQuad(text) : text.indexOf('%') >= 0) {
      throw new IllegalArgumentException("no address: " + text);
    }
    return InetAddress.ofLiteral(text);
  }

  boolean contains(InetAddress address) {
    byte[] a = network.getAddress();
    byte[] b = address.getAddress();
    if (a.length != b.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += Byte.SIZE) {
      int mask = prefix - bit >= Byte.SIZE ? 0xff : (0xff00 >> (prefix - bit)) & 0xff;
      if (((a[bit / Byte.SIZE] ^ b[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
