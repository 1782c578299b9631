package dev.treadle.server.cli;

import dev.treadle.postgres.embedded.EmbeddedPostgresException;
import dev.treadle.server.backend.Settings.InvalidSettingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in a sentence what kept a command from its work. */
final class Complaints implements IExecutionExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    command.getErr().println("treadle: " + failure.getMessage());
    if (failure instanceof InvalidInputException || failure instanceof InvalidSettingException) {
      return Treadle.INVALID;
    }
    if (!(failure instanceof EmbeddedPostgresException)) {
      LOG.debug("command failed", failure);
    }
    return Treadle.FAILED;
  }
}
