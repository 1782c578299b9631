package dev.treadle.server.cli;

/** Something that was given to a command cannot be used; the message is a sentence about it. */
final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidInputException(String message) {
    super(message);
  }
}
