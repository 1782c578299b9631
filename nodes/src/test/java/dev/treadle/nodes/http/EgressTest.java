package dev.treadle.nodes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.node.NodeFailure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
  /** What a name server answers in these tests; other names are unknown. */
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "public.example", List.of("93.184.216.34", "2606:2800:220:1::1"),
          "localhost", List.of("127.0.0.1", "::1"),
          "intern.example", List.of("10.0.0.5"),
          "mixed.example", List.of("93.184.216.34", "192.168.1.1"),
          "v6.example", List.of("fd00::1"),
          "xn--bcher-kva.example", List.of("93.184.216.34"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0X7F.0.0.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.0.0.01/",
        "http://127.0.0.1./",
        "http://127.0.0.256/",
        "http://1.2.3.4.5/",
        "http://256/",
        "http://0/",
        "http://0.0.0.0/",
        "http://0x/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://169.254.1.1/",
        "http://100.64.0.1/",
        "http://100.100.100.200/",
        "http://168.63.129.16/",
        "http://192.0.0.192/",
        "http://192.0.2.1/",
        "http://198.51.100.1/",
        "http://203.0.113.1/",
        "http://198.18.0.1/",
        "http://192.88.99.1/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::10.0.0.1]/",
        "http://[64:ff9b:1::1]/",
        "http://[2002:7f00:1::]/",
        "http://[2002:0a00:0001::1]/",
        "http://[2001:0:7f00:1::]/",
        "http://[2001:0:5db8:d822:0:0:80ff:fffe]/",
        "http://[2606:4700::5efe:10.0.0.1]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fc00::1]/",
        "http://[fd00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://[100::1]/",
        "http://[2001:db8::1]/",
        "http://[3fff::1]/",
        "http://[2001:2::1]/",
        "http://[5f00::1]/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://intern.example/",
        "http://mixed.example/",
        "http://v6.example/",
        "http://１２７.0.0.1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://%31%32%37.0.0.1/",
        "http://public.example@127.0.0.1/",
        "http://user:secret@public.example/",
        "http://127.0.0.1#@public.example/",
        "http://public.example\\@127.0.0.1/",
        "http://127.0.0.1\\.public.example/",
        "http:///127.0.0.1/",
        "http:127.0.0.1",
        "http:/127.0.0.1/",
        "//127.0.0.1/",
        "file:///etc/passwd",
        "gopher://public.example/",
        "ftp://public.example/",
        "javascript:alert(1)",
        "jar:http://public.example!/",
        "",
        "http://",
        "https://[::1",
        "http://public.example:0/",
        "http://public.example:99999/",
        "http://public.example:8x/",
        "http://public..example/",
        "http://.example/",
        "http://public.example\n.intern.example/",
        "http://pub\u0000lic.example/",
        "http://a b.example/"
      })
  void refuses(String url) {
    assertThatThrownBy(() -> reach(Egress.toPublicAddresses(), url))
        .isInstanceOfAny(NodeFailure.class, IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://public.example/",
        "HTTPS://Public.Example:8443/a?b#c",
        "http://public.example./",
        "http://93.184.216.34/",
        "https://[2606:2800:220:1::1]:443/",
        "http://bücher.example/",
        "http://BÜCHER.example/",
        "http://[::ffff:93.184.216.34]/",
        "http://[64:ff9b::5db8:d822]/",
        "http://172.32.0.1/",
        "http://100.128.0.1/",
        "http://11.0.0.1/",
        "  http://public.example  "
      })
  void letsPass(String url) throws Exception {
    assertThat(reach(Egress.toPublicAddresses(), url)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1            | http://127.0.0.1/",
        "127.0.0.1/32, ::1    | http://localhost/",
        "localhost            | http://LocalHost./",
        "10.0.0.0/8           | http://intern.example/",
        "10.0.0.7/8           | http://intern.example/",
        "intern.example       | http://intern.example:81/",
        "*.example            | http://intern.example/",
        "fd00::/8             | http://v6.example/",
        "[::1]                | http://[::1]/",
        "' , 192.168.0.0/16,' | http://mixed.example/",
      })
  void letsPassWhatIsAllowed(String allowed, String url) throws Exception {
    assertThat(reach(Egress.allowing(allowed), url)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1        | http://localhost/",
        "127.0.0.2        | http://127.0.0.1/",
        "intern.example   | http://10.0.0.5/",
        "*.intern.example | http://intern.example/",
        "example          | http://intern.example/",
        "10.0.0.0/29      | http://10.0.0.8/",
      })
  void refusesWhatIsNotQuiteAllowed(String allowed, String url) {
    assertThatThrownBy(() -> reach(Egress.allowing(allowed), url)).isInstanceOf(NodeFailure.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0/8",
        "fd00::/129",
        "*",
        "*.",
        "http://a/",
        "a b",
        "127.1",
        "host:80",
        "fe80::1%eth0"
      })
  void anEntryThatIsNoneIsNamedInASentence(String entry) {
    assertThatThrownBy(() -> Egress.allowing("localhost," + entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TREADLE_EGRESS_ALLOW")
        .hasMessageContaining(entry.strip());
  }

  @Test
  void aRefusalNamesHostAddressAndRemedy() {
    assertThatThrownBy(() -> reach(Egress.toPublicAddresses(), "http://intern.example/x"))
        .isInstanceOfSatisfying(
            NodeFailure.class,
            failure -> {
              assertThat(failure.outcome().failure().code()).isEqualTo(Egress.EGRESS_DENIED);
              assertThat(failure.outcome().retryable()).isFalse();
            })
        .hasMessage(
            "intern.example leads to 10.0.0.5, a private address; calls to it are refused"
                + " unless TREADLE_EGRESS_ALLOW has intern.example or 10.0.0.5");
  }

  private static List<InetAddress> reach(Egress egress, String url) throws Exception {
    return egress.resolvedBy(EgressTest::resolve).addresses(HttpUrl.parse(url).host());
  }

  private static List<InetAddress> resolve(String host) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String address : NAMES.getOrDefault(host, List.of())) {
      addresses.add(InetAddress.ofLiteral(address));
    }
    return addresses;
  }
}
