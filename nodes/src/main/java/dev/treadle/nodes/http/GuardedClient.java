package dev.treadle.nodes.http;

import dev.treadle.node.NodeFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client behind the guard: every connection is opened to an address that {@link Egress}
 * has checked, which is the one connected to. A connection that is used again leads where it was
 * opened to, so a name that has moved meanwhile changes nothing. The client itself follows no
 * redirect, retries nothing, and keeps neither cookies nor logins; it reads no proxy from the
 * environment.
 */
final class GuardedClient {
  private static final Timeout CONNECT = Timeout.ofSeconds(10);
  private static final TimeValue LONGEST_REUSE = TimeValue.ofMinutes(1);
  private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(30);
  private static final TimeValue UNCHECKED_REUSE = TimeValue.ofMilliseconds(250);
  private static final int CONNECTIONS = 1_000;
  private static final int CONNECTIONS_PER_ORIGIN = 100;
  private static final int MAX_HEADERS = 200;
  private static final int MAX_HEADER_LINE = 64 * 1024;

  private final Egress egress;
  private final CloseableHttpClient client;

  GuardedClient(Egress egress, String userAgent) {
    this.egress = egress;
    this.client =
        HttpClients.custom()
            .setConnectionManager(connections())
            .setUserAgent(userAgent)
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .disableConnectionState()
            .evictExpiredConnections()
            .evictIdleConnections(LONGEST_IDLE)
            .build();
  }

  private PoolingHttpClientConnectionManager connections() {
    CharCodingConfig headersInUtf8 =
        CharCodingConfig.custom()
            .setCharset(StandardCharsets.UTF_8)
            .setMalformedInputAction(CodingErrorAction.REPLACE)
            .setUnmappableInputAction(CodingErrorAction.REPLACE)
            .build();
    Http1Config bounds =
        Http1Config.custom()
            .setMaxHeaderCount(MAX_HEADERS)
            .setMaxLineLength(MAX_HEADER_LINE)
            .build();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(new GuardedNames())
        .setTlsSocketStrategy(DefaultClientTlsStrategy.createDefault())
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(bounds)
                .charCodingConfig(headersInUtf8)
                .build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(CONNECT)
                .setTimeToLive(LONGEST_REUSE)
                .setValidateAfterInactivity(UNCHECKED_REUSE)
                .build())
        .setMaxConnTotal(CONNECTIONS)
        .setMaxConnPerRoute(CONNECTIONS_PER_ORIGIN)
        .build();
  }

  /** Sends one request and hands back the answer, which the caller closes. */
  ClassicHttpResponse send(OutgoingRequest request, Duration timeout) throws IOException {
    HttpUrl url = request.url();
    HttpHost target = new HttpHost(url.scheme(), url.host(), url.port());
    ClassicHttpRequest message =
        new BasicClassicHttpRequest(request.method(), target, url.target());
    message.setHeader("Accept-Encoding", "gzip");
    request.headers().forEach(message::setHeader);
    byte[] body = request.body();
    if (body != null) {
      message.setEntity(new ByteArrayEntity(body, null));
    }
    HttpClientContext context = HttpClientContext.create();
    context.setRequestConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(timeout))
            .setResponseTimeout(Timeout.of(timeout))
            .setAuthenticationEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .build());
    return client.executeOpen(target, message, context);
  }

  /** What the client asks when it opens a connection, and connects to. */
  private final class GuardedNames implements DnsResolver {
    /**
     * The checked addresses.
     *
     * @throws NodeFailure when the host is not allowed
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      try {
        List<InetAddress> addresses = egress.addresses(host);
        return addresses.toArray(InetAddress[]::new);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        UnknownHostException interrupted = new UnknownHostException(host);
        interrupted.initCause(new InterruptedIOException());
        throw interrupted;
      }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
