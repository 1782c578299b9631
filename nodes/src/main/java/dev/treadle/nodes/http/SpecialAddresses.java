package dev.treadle.nodes.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that do not lead to a public host. Sources: the special-purpose registries of IANA (RFC
 * 6890 and its successors) and the metadata services of cloud providers.
 */
final class SpecialAddresses {
  private static final List<Range> V4 =
      List.of(
          range("127.0.0.0/8", "a loopback address"),
          range("169.254.169.254/32", "the address of a cloud's metadata service"),
          range("100.100.100.200/32", "the address of a cloud's metadata service"),
          range("192.0.0.192/32", "the address of a cloud's metadata service"),
          range("168.63.129.16/32", "the address of a cloud's metadata service"),
          range("10.0.0.0/8", "a private address"),
          range("172.16.0.0/12", "a private address"),
          range("192.168.0.0/16", "a private address"),
          range("169.254.0.0/16", "a link-local address"),
          range("100.64.0.0/10", "an address of a carrier's own network"),
          range("0.0.0.0/8", "an address of this host"),
          range("192.0.0.0/24", "a reserved address"),
          range("192.0.2.0/24", "an address for documentation"),
          range("198.51.100.0/24", "an address for documentation"),
          range("203.0.113.0/24", "an address for documentation"),
          range("192.88.99.0/24", "a reserved address"),
          range("198.18.0.0/15", "an address for benchmarks"),
          range("224.0.0.0/4", "a multicast address"),
          range("255.255.255.255/32", "the broadcast address"),
          range("240.0.0.0/4", "a reserved address"));

  private static final List<Range> V6 =
      List.of(
          range("::1/128", "a loopback address"),
          range("::/128", "an address of this host"),
          range("fd00:ec2::254/128", "the address of a cloud's metadata service"),
          range("fd20:ce::254/128", "the address of a cloud's metadata service"),
          range("fc00::/7", "a private address"),
          range("fec0::/10", "a private address"),
          range("fe80::/10", "a link-local address"),
          range("ff00::/8", "a multicast address"),
          range("64:ff9b:1::/48", "a private address"),
          range("2001:2::/48", "an address for benchmarks"),
          range("2001:10::/28", "a reserved address"),
          range("2001:20::/28", "a reserved address"),
          range("2001:db8::/32", "an address for documentation"),
          range("3fff::/20", "an address for documentation"));

  private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");
  private static final Cidr TEREDO = Cidr.parse("2001::/32");

  private SpecialAddresses() {}

  private record Range(Cidr network, String what) {}

  private static Range range(String network, String what) {
    return new Range(Cidr.parse(network), what);
  }

  /** What an address is that leads to no public host: {@code "a private address"}. */
  static Optional<String> describe(InetAddress address) {
    Optional<String> known =
        (address instanceof Inet4Address ? V4 : V6)
            .stream().filter(r -> r.network().contains(address)).map(Range::what).findFirst();
    if (known.isPresent() || address instanceof Inet4Address) {
      return known;
    }
    boolean nat64 = NAT64.contains(address);
    if (!nat64 && !GLOBAL_UNICAST.contains(address)) {
      return Optional.of("not a public address");
    }
    return describeEmbedded(address, nat64);
  }

  /** The IPv4 address to which a gateway would translate. */
  private static Optional<String> describeEmbedded(InetAddress address, boolean nat64) {
    byte[] bytes = address.getAddress();
    if (nat64 || isIsatap(bytes)) {
      return describeV4(bytes, 12, 0);
    }
    if (SIX_TO_FOUR.contains(address)) {
      return describeV4(bytes, 2, 0);
    }
    if (TEREDO.contains(address)) {
      return describeV4(bytes, 4, 0).or(() -> describeV4(bytes, 12, 0xff));
    }
    return Optional.empty();
  }

  private static boolean isIsatap(byte[] bytes) {
    return (bytes[8] & ~2) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
  }

  private static Optional<String> describeV4(byte[] bytes, int from, int mask) {
    byte[] v4 = Arrays.copyOfRange(bytes, from, from + 4);
    for (int i = 0; i < v4.length; i++) {
      v4[i] ^= (byte) mask;
    }
    try {
      return describe(InetAddress.getByAddress(v4)).map(what -> what + " in an IPv6 address");
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four bytes are an address
    }
  }
}
