package dev.treadle.server.api.health;

import dev.treadle.server.backend.Departure;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Once the process is about to stop, every answer is the last on its connection, so that its caller
 * does not use one that is about to be closed.
 */
public final class LastAnswers extends ValveBase {
  private final Departure departure;

  public LastAnswers(Departure departure) {
    super(true);
    this.departure = departure;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    if (departure.hasBegun()) {
      response.setHeader("Connection", "close");
    }
    getNext().invoke(request, response);
  }
}
