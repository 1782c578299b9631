package dev.treadle.nodes.http;

import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeFailure;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Failure;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.MessageConstraintException;
import org.jspecify.annotations.Nullable;

/** The connector {@code http}: one request, its redirects followed, as an outcome. */
final class HttpConnector {
  private static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** Answers below 500 after which another attempt may succeed. */
  private static final Set<Integer> RETRYABLE = Set.of(408, 425, 429);

  private final Supplier<GuardedClient> client;

  /** A client that is made when it is first needed, because that takes a part of a second. */
  HttpConnector(Egress egress) {
    this.client = new Once(egress);
  }

  /**
   * Sends a request. The exchange has a virtual thread of its own: the caller leaves at its
   * deadline or interrupt, and interrupting that thread closes its socket, wherever it is.
   */
  Outcome request(HttpParameters parameters, NodeContext context) throws InterruptedException {
    OutgoingRequest request = OutgoingRequest.of(parameters, context.idempotencyKey());
    Duration timeout = parameters.timeout();
    FutureTask<Answered> exchange = new FutureTask<>(() -> follow(request, timeout));
    Thread.ofVirtual().name("http " + context.node()).start(exchange);
    try {
      Answered answered = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return outcome(answered, context);
    } catch (TimeoutException e) {
      return Outcome.transientFailure(
          ErrorCode.TIMEOUT, request.url() + " did not answer within " + timeout);
    } catch (ExecutionException e) {
      return failed(e.getCause(), request);
    } finally {
      exchange.cancel(true);
    }
  }

  private record Answered(OutgoingRequest request, IncomingAnswer answer) {}

  private Answered follow(OutgoingRequest first, Duration timeout) throws IOException {
    OutgoingRequest request = first;
    for (int redirects = 0; ; redirects++) {
      try (ClassicHttpResponse response = client.get().send(request, timeout)) {
        Header location = response.getFirstHeader("Location");
        if (!REDIRECTS.contains(response.getCode()) || location == null) {
          return new Answered(request, IncomingAnswer.read(response));
        }
        if (redirects == MAX_REDIRECTS) {
          throw NodeFailure.permanent(
              HttpCodes.TOO_MANY_REDIRECTS,
              first.url() + " redirects more than " + MAX_REDIRECTS + " times");
        }
        request =
            request.redirected(response.getCode(), target(request.url(), location.getValue()));
      }
    }
  }

  private static HttpUrl target(HttpUrl from, @Nullable String location) {
    try {
      return from.follow(location == null ? "" : location);
    } catch (IllegalArgumentException e) {
      throw NodeFailure.permanent(
          HttpCodes.INVALID_REDIRECT,
          from + " redirects to what cannot be called: " + e.getMessage());
    }
  }

  private static Outcome outcome(Answered answered, NodeContext context) {
    IncomingAnswer answer = answered.answer();
    if (!answer.isFailure()) {
      return Outcome.completed("out", answer.toResult());
    }
    String message =
        answered.request().method()
            + " "
            + answered.request().url()
            + " was answered with the status "
            + answer.status();
    return new Outcome.Failed(
        new Failure(HttpCodes.HTTP_STATUS, message, answer.toDetails()),
        answer.status() >= 500 || RETRYABLE.contains(answer.status()),
        RetryAfter.parse(answer.headers().get("retry-after"), context.now()),
        Usage.NONE);
  }

  private static Outcome failed(@Nullable Throwable cause, OutgoingRequest request) {
    return switch (cause) {
      case NodeFailure failure -> failure.outcome();
      case SocketTimeoutException e ->
          Outcome.transientFailure(ErrorCode.TIMEOUT, request.url().origin() + " is silent");
      case UnknownHostException e ->
          Outcome.transientFailure(
              HttpCodes.CONNECTION_FAILED, "The host " + e.getMessage() + " was not found");
      case MessageConstraintException e ->
          Outcome.permanent(
              HttpCodes.RESPONSE_TOO_LARGE, "The headers of the answer are too many or too long");
      case ClientProtocolException e ->
          Outcome.transientFailure(
              HttpCodes.INVALID_RESPONSE, "The answer is not HTTP: " + e.getMessage());
      case ZipException e ->
          Outcome.transientFailure(
              HttpCodes.INVALID_RESPONSE, "The answer is not compressed as it says");
      case IOException e when isCertificate(e) ->
          Outcome.permanent(
              HttpCodes.TLS_FAILED,
              "The certificate of " + request.url().origin() + " is refused: " + e.getMessage());
      case IOException e ->
          Outcome.transientFailure(
              HttpCodes.CONNECTION_FAILED,
              "The connection to " + request.url().origin() + " failed: " + e.getMessage());
      case null, default -> throw new IllegalStateException(cause);
    };
  }

  private static boolean isCertificate(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
        return true;
      }
    }
    return false;
  }

  /** The client, made once. */
  private static final class Once implements Supplier<GuardedClient> {
    private final Egress egress;
    private @Nullable GuardedClient made;

    Once(Egress egress) {
      this.egress = egress;
    }

    @Override
    public synchronized GuardedClient get() {
      GuardedClient client = made;
      if (client == null) {
        client = new GuardedClient(egress, "treadle/" + version());
        made = client;
      }
      return client;
    }

    private static String version() {
      String version = HttpConnector.class.getPackage().getImplementationVersion();
      return version == null ? "dev" : version;
    }
  }
}
