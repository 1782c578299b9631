package dev.treadle.server.cli;

import dev.treadle.engine.run.RunSummary;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.server.api.executions.RunLog;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Json;
import dev.treadle.values.NodeId;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Prints a run as it becomes durable, and what came of it. */
final class RunReport {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final RunLog log;
  private final PrintWriter out;

  RunReport(Workflow workflow, PrintWriter out) {
    this.log = new RunLog(workflow);
    this.out = out;
  }

  void show(Frame frame) {
    frame.events().forEach(event -> line(log.next(event)));
    out.flush();
  }

  private void line(RunLog.Entry entry) {
    String who = entry.node().map(NodeId::value).orElse("");
    String text =
        String.format(
            "%s  %-9s  %-16s  %s",
            CLOCK.format(entry.timestamp()), entry.status(), who, entry.message());
    out.println(Terminal.coloured(entry.status(), text));
    Object reason = entry.data().get("reason");
    if (reason != null) {
      out.println(" ".repeat(43) + reason);
    }
  }

  void end(RunSummary run, ExecutionId id) {
    out.println();
    run.output().ifPresent(output -> out.println("output    " + Json.write(output)));
    run.error().ifPresent(error -> out.println("error     " + Json.write(error)));
    Instant started = run.startedAt().orElse(Instant.EPOCH);
    long millis = Duration.between(started, run.endedAt().orElse(started)).toMillis();
    out.println("status    " + Terminal.coloured(run.status().name(), run.status().name()));
    out.println("duration  " + millis + " ms");
    out.println("nodes     " + run.nodesExecuted());
    out.println("tokens    " + run.usage().tokens());
    out.println("cost      " + run.usage().cost() + " USD");
    out.println("execution " + id);
    out.flush();
  }
}
