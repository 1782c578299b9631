package dev.treadle.server.access;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.values.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's public keys, fetched when the first token comes and kept. A key that is not among
 * them has them fetched again, but not more often than every few seconds: what a stranger writes
 * into a token must not become calls to the issuer.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {
  private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String issuer;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private @Nullable JWKSet keys;
  private long triedAt;
  private boolean tried;

  IssuerKeys(String issuer) {
    this.issuer = issuer;
  }

  @Override
  public synchronized List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    if (isOlderThan(KEPT)) {
      renew();
    }
    List<JWK> found = keys == null ? List.of() : selector.select(keys);
    if (found.isEmpty() && isOlderThan(PAUSE)) {
      renew();
    }
    if (keys == null) {
      throw new RemoteKeySourceException("no keys from " + issuer, null);
    }
    return selector.select(keys);
  }

  private boolean isOlderThan(Duration age) {
    return !tried || System.nanoTime() - triedAt > age.toNanos();
  }

  /** The keys that there were are good for as long as the issuer does not answer. */
  private void renew() {
    try {
      keys = fetch();
    } catch (IOException | ParseException | IllegalArgumentException e) {
      LOG.warn("the issuer does not give its keys issuer={}", issuer, e);
    }
    tried = true;
    triedAt = System.nanoTime();
  }

  private JWKSet fetch() throws IOException, ParseException {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    String configuration = text(base + "/.well-known/openid-configuration");
    try {
      Map<String, @Nullable Object> members = Json.asObject(JsonText.readOwn(configuration));
      if (members == null
          || !issuer.equals(members.get("issuer"))
          || !(members.get("jwks_uri") instanceof String uri)) {
        throw new IOException("not the configuration of " + issuer);
      }
      return JWKSet.parse(text(uri));
    } catch (JsonSyntaxException e) {
      throw new IOException("the configuration of " + issuer + " is not JSON", e);
    }
  }

  private String text(String uri) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
    try {
      HttpResponse<String> response =
          client
              .sendAsync(request, BodyHandlers.ofString())
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (response.statusCode() != 200) {
        throw new IOException(uri + " answered " + response.statusCode());
      }
      return response.body();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(uri + " did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
