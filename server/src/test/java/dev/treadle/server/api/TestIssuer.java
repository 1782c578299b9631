package dev.treadle.server.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID Connect issuer on loopback, and what others make up in its name. */
final class TestIssuer {
  private final RSAKey rsa;
  private final ECKey ec;
  private final String uri;
  private final AtomicInteger fetched = new AtomicInteger();

  TestIssuer() {
    try {
      rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
      ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      uri = "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
      String configuration = "{\"issuer\":\"" + uri + "\",\"jwks_uri\":\"" + uri + "/keys\"}";
      String keys = new JWKSet(List.of(rsa, ec)).toPublicJWKSet().toString();
      serve(server, "/realm/.well-known/openid-configuration", configuration);
      serve(server, "/realm/keys", keys);
      server.start();
    } catch (IOException | JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private void serve(HttpServer server, String path, String body) {
    server.createContext(
        path,
        exchange -> {
          fetched.incrementAndGet();
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  String uri() {
    return uri;
  }

  /** How many answers it has given. */
  int fetched() {
    return fetched.get();
  }

  String rsa(JWTClaimsSet claims) {
    return signed(header(JWSAlgorithm.RS256, "rsa"), claims, rsaSigner());
  }

  String ec(JWTClaimsSet claims) {
    try {
      return signed(header(JWSAlgorithm.ES256, "ec"), claims, new ECDSASigner(ec));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  String ofUnknownKey(JWTClaimsSet claims) {
    return signed(header(JWSAlgorithm.RS256, "other"), claims, rsaSigner());
  }

  /** Signed by a stranger who says that it was ours. */
  String forged(JWTClaimsSet claims) {
    try {
      RSAKey other = new RSAKeyGenerator(2048).keyID("rsa").generate();
      return signed(header(JWSAlgorithm.RS256, "rsa"), claims, new RSASSASigner(other));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** The public key, taken for a shared secret. */
  String withPublicKeyAsSecret(JWTClaimsSet claims) {
    try {
      byte[] secret = rsa.toRSAPublicKey().getEncoded();
      return signed(header(JWSAlgorithm.HS256, "rsa"), claims, new MACSigner(secret));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static String unsigned(JWTClaimsSet claims) {
    return new PlainJWT(claims).serialize();
  }

  private RSASSASigner rsaSigner() {
    try {
      return new RSASSASigner(rsa);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static JWSHeader header(JWSAlgorithm algorithm, String key) {
    return new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(key).build();
  }

  private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) {
    try {
      SignedJWT token = new SignedJWT(header, claims);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
