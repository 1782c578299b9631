package dev.treadle.bench;

import dev.treadle.postgres.database.Sql;
import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.postgres.tier.Slots;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.values.OrganizationId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * What it costs to find out who calls and what that caller may: the share of the server's samples
 * (JDK Flight Recorder, every 10 ms) that lie within those checks, for each route by itself; and
 * what the tier's part of a create costs the database.
 */
final class CheckFigures {
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration WINDOW = Duration.ofSeconds(30);
  private static final int WINDOWS = 5;
  private static final int QUESTIONS = 10_000;

  /** Where the checks are; the filter goes on to the route itself, so it is not among them. */
  private static final Set<String> CHECKS =
      Set.of(
          "dev.treadle.server.access.IdentifyCaller.identify",
          "dev.treadle.server.route.RouteRules.preHandle");

  private final Path home;

  CheckFigures(Path home) {
    this.home = home;
  }

  void print() throws IOException, InterruptedException, ExecutionException {
    for (int route = 0; route < RouteLoad.COUNT; route++) {
      permissions(route);
    }
    try (Scratch scratch = Scratch.make();
        Postgres postgres = Postgres.at(scratch.folder())) {
      tiers(postgres);
    }
  }

  private void permissions(int number)
      throws IOException, InterruptedException, ExecutionException {
    try (Scratch scratch = Scratch.make()) {
      Path recording = scratch.folder().resolve("recording.jfr");
      String name;
      try (ServerProcess server =
          ServerProcess.start(
              home,
              scratch.folder().resolve("data"),
              "-XX:StartFlightRecording=settings=profile,filename=" + recording)) {
        RouteLoad route = RouteLoad.all(home, server.port()).get(number);
        name = route.name();
        route.run(WARM_UP);
        route.run(WINDOW);
      }
      print(name, recording);
    }
  }

  /**
   * Of the last samples, as long as the load was measured; the server's end has none to speak of.
   */
  private static void print(String route, Path recording) throws IOException {
    List<RecordedEvent> samples =
        RecordingFile.readAllEvents(recording).stream()
            .filter(event -> event.getEventType().getName().equals("jdk.ExecutionSample"))
            .toList();
    Instant begun =
        samples.stream()
            .map(RecordedEvent::getStartTime)
            .max(Comparator.naturalOrder())
            .orElseThrow()
            .minus(WINDOW);
    List<RecordedEvent> counted =
        samples.stream().filter(sample -> sample.getStartTime().isAfter(begun)).toList();
    long all = counted.size();
    long checking = counted.stream().filter(it -> isCheck(it.getStackTrace())).count();
    Table table = new Table(route, "samples", "in the checks", "%");
    table.row("caller and permissions", all, checking, 100.0 * checking / all);
    table.print();
  }

  private static boolean isCheck(RecordedStackTrace stack) {
    return stack != null
        && stack.getFrames().stream()
            .map(RecordedFrame::getMethod)
            .anyMatch(it -> CHECKS.contains(it.getType().getName() + "." + it.getName()));
  }

  /** The same round trip with the tier's question in it and without. */
  private static void tiers(Postgres postgres) {
    Table table = new Table("through the wall", "median PostgreSQL µs", "median JVM µs");
    List<OrganizationId> organizations = new ArrayList<>();
    for (Tier tier : List.of(Tier.ELITE, Tier.GROWTH)) {
      OrganizationId id = new OrganizationId(UUID.randomUUID());
      postgres
          .database()
          .access()
          .with(
              connection ->
                  Sql.update(
                      connection,
                      "insert into organization (id, name, tier) values (?, 'Asked', ?)",
                      to -> to.id(id.value()).text(tier.name())));
      organizations.add(id);
    }
    Map<String, Question> questions = new LinkedHashMap<>();
    questions.put(
        "nothing", new Question(organizations.getFirst(), "select 1 where ?::uuid is null"));
    questions.put(
        "workflows, ELITE", new Question(organizations.getFirst(), Slots.WORKFLOWS_AT_LIMIT));
    questions.put(
        "workflows, GROWTH", new Question(organizations.getLast(), Slots.WORKFLOWS_AT_LIMIT));
    for (int window = 0; window <= WINDOWS; window++) {
      boolean warm = window > 0;
      questions.values().forEach(question -> question.ask(postgres.database().tenants(), warm));
    }
    questions.forEach(
        (name, asked) -> table.row(name, Sample.median(asked.postgres), Sample.median(asked.jvm)));
    table.print();
  }

  /** A question that is asked again and again, and what each costs. */
  private record Question(
      OrganizationId organization, String sql, List<Double> postgres, List<Double> jvm) {
    Question(OrganizationId organization, String sql) {
      this(organization, sql, new ArrayList<>(), new ArrayList<>());
    }

    void ask(TenantQueries tenants, boolean counted) {
      Cpu before = Cpu.ofThisProcess();
      for (int i = 0; i < QUESTIONS; i++) {
        tenants.queryOne(organization, sql, to -> to.id(organization.value()), row -> true);
      }
      Cpu each = Cpu.ofThisProcess().since(before).per(QUESTIONS);
      if (counted) {
        postgres.add(each.children());
        jvm.add(each.own());
      }
    }
  }
}
