package dev.treadle.postgres.embedded;

/**
 * The database could not be started. The message is one sentence (or a few) for the person who
 * started the server: what is wrong, where, and what helps; it holds no secret.
 */
public final class EmbeddedPostgresException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EmbeddedPostgresException(String sentence) {
    super(sentence);
  }

  EmbeddedPostgresException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
