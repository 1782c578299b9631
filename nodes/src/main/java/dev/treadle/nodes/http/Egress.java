package dev.treadle.nodes.http;

import dev.treadle.node.NodeFailure;
import dev.treadle.values.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one guarded way out. A call may reach public addresses, and besides them what the operator
 * has allowed. A name is refused when any of its addresses is; the addresses that were checked are
 * the ones to connect to.
 */
public final class Egress {
  /** A call to an address that is not allowed. Permanent. */
  public static final ErrorCode EGRESS_DENIED = new ErrorCode("EGRESS_DENIED");

  /** The setting, as people write it. */
  private static final String SETTING = "TREADLE_EGRESS_ALLOW";

  private final Set<String> hosts;
  private final List<String> domains;
  private final List<Cidr> networks;
  private final Resolver resolver;

  private Egress(Set<String> hosts, List<String> domains, List<Cidr> networks, Resolver resolver) {
    this.hosts = Set.copyOf(hosts);
    this.domains = List.copyOf(domains);
    this.networks = List.copyOf(networks);
    this.resolver = resolver;
  }

  /** To public addresses only. */
  public static Egress toPublicAddresses() {
    return allowing("");
  }

  /**
   * Also to what a list names, separated by commas: host names ({@code api.internal}), all names
   * below one ({@code *.internal}), addresses ({@code 127.0.0.1}, {@code ::1}) and networks ({@code
   * 10.0.0.0/8}).
   *
   * @throws IllegalArgumentException a sentence that names the entry which is none of these
   */
  public static Egress allowing(String commaSeparated) {
    Set<String> hosts = new HashSet<>();
    List<String> domains = new ArrayList<>();
    List<Cidr> networks = new ArrayList<>();
    for (String entry : commaSeparated.split(",", -1)) {
      String text = entry.strip();
      try {
        if (text.startsWith("*.")) {
          domains.add("." + name(text.substring(2)));
        } else if (text.indexOf('/') >= 0 || text.indexOf(':') >= 0 || isAddress(text)) {
          networks.add(Cidr.parse(text.replace("[", "").replace("]", "")));
        } else if (!text.isEmpty()) {
          hosts.add(name(text));
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            SETTING
                + " has an entry that is no host name, no address and no network: "
                + text
                + ". Legal are api.internal, *.internal, 10.0.0.5, 10.0.0.0/8, ::1 and fd00::/8.",
            e);
      }
    }
    return new Egress(hosts, domains, networks, new SystemResolver());
  }

  private static boolean isAddress(String text) {
    return HttpUrl.isDottedQuad(text);
  }

  private static String name(String text) {
    String host = HttpUrl.host(text);
    if (isAddress(host)) {
      throw new IllegalArgumentException("an address instead of a name");
    }
    return host;
  }

  /** The same with another way to find addresses. */
  public Egress resolvedBy(Resolver other) {
    return new Egress(hosts, domains, networks, other);
  }

  /**
   * The addresses of a host to which a call may connect.
   *
   * @param host as {@link HttpUrl} has it
   * @throws NodeFailure {@code EGRESS_DENIED}
   */
  List<InetAddress> addresses(String host) throws UnknownHostException, InterruptedException {
    boolean literal = host.indexOf(':') >= 0 || HttpUrl.isDottedQuad(host);
    List<InetAddress> addresses =
        literal ? List.of(InetAddress.ofLiteral(host)) : resolver.addresses(host);
    if (addresses.isEmpty()) {
      throw new UnknownHostException(host);
    }
    if (!isAllowed(host)) {
      for (InetAddress address : addresses) {
        check(host, address, literal);
      }
    }
    return addresses;
  }

  private boolean isAllowed(String host) {
    return hosts.contains(host) || domains.stream().anyMatch(host::endsWith);
  }

  private void check(String host, InetAddress address, boolean literal) {
    Optional<String> what = SpecialAddresses.describe(address);
    if (what.isEmpty() || networks.stream().anyMatch(network -> network.contains(address))) {
      return;
    }
    String text = address.getHostAddress();
    String subject = literal ? text + " is " : host + " leads to " + text + ", ";
    String remedy = literal ? text : host + " or " + text;
    throw NodeFailure.permanent(
        EGRESS_DENIED,
        subject + what.get() + "; calls to it are refused unless " + SETTING + " has " + remedy);
  }
}
