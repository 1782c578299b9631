package dev.treadle.bench;

import java.nio.file.Path;

/** Measures one set of figures: {@code Figures NAME HOME}. */
public final class Figures {
  private Figures() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("say which figures, and where the project is");
    }
    Path home = Path.of(arguments[1]).toAbsolutePath().normalize();
    switch (arguments[0]) {
      case "state-machine" -> new StateMachineFigures().print();
      case "definition" -> new DefinitionFigures().print();
      case "journal" -> JournalFigures.print();
      case "http" -> new HttpFigures(home).print();
      case "routes" -> new RouteFigures(home).print();
      case "checks" -> new CheckFigures(home).print();
      case "lists" -> new ListFigures(home).print();
      case "start" -> new StartFigures(home).print();
      case "dbos" -> DbosFigures.print();
      case "claims" -> ClaimFigures.print();
      case "recovery" -> RecoveryFigures.print();
      case "replicas" -> ReplicaFigures.print();
      case "fairness" -> FairFigures.print();
      case "waiting" -> WaitFigures.print();
      default ->
          throw new IllegalArgumentException(
              "there are no figures "
                  + arguments[0]
                  + " but those of state-machine, definition, journal, http, routes, checks, lists,"
                  + " start, dbos, claims, recovery, replicas, fairness,"
                  + " waiting");
    }
  }
}
