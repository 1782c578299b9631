package dev.treadle.nodes.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.treadle.node.testkit.FakeContext;
import dev.treadle.values.Outcome;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pinned address changes nothing of TLS: the name is announced, and the certificate must fit. */
class TlsTest {
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final String PASSWORD = "changeit";

  @TempDir private Path folder;

  private final AtomicReference<String> announced = new AtomicReference<>("");
  private HttpsServer server;

  @BeforeEach
  void start() throws Exception {
    Path keys = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "a",
                "-dname",
                "CN=service.test",
                "-ext",
                "san=dns:service.test",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                keys.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
    server.createContext(
        "/",
        exchange -> {
          ExtendedSSLSession session =
              (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
          announced.set(String.valueOf(session.getRequestedServerNames()));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    System.setProperty(TRUST_STORE, trusting(keys).toString());
    System.setProperty(TRUST_STORE + "Password", PASSWORD);
  }

  private Path trusting(Path keys) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", load(keys).getCertificate("a"));
    Path file = folder.resolve("trusted.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private static KeyStore load(Path keys) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static SSLContext context(Path keys) throws Exception {
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(load(keys), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  @AfterEach
  void stop() {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE + "Password");
    server.stop(0);
  }

  @Test
  void theNameIsAnnouncedAndItsCertificateAccepted() throws InterruptedException {
    assertThat(call("service.test")).isInstanceOf(Outcome.Completed.class);
    assertThat(announced.get()).contains("service.test");
  }

  @Test
  void theCertificateOfAnotherNameIsRefused() throws InterruptedException {
    assertRefused(call("other.test"));
  }

  @Test
  void aCertificateThatNobodyTrustsIsRefused() throws InterruptedException {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE + "Password");
    assertRefused(call("service.test"));
  }

  private static void assertRefused(Outcome outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.failure().code()).isEqualTo(HttpCodes.TLS_FAILED);
              assertThat(failed.retryable()).isFalse();
            });
  }

  private Outcome call(String host) throws InterruptedException {
    Egress egress =
        Egress.allowing("127.0.0.1")
            .resolvedBy(name -> List.of(InetAddress.ofLiteral("127.0.0.1")));
    String url = "https://" + host + ":" + server.getAddress().getPort() + "/";
    return FakeContext.of("{}")
        .run(
            new IntegrationNode(egress),
            "{\"connector\": \"http\", \"parameters\": {\"url\": \"" + url + "\"}}");
  }
}
