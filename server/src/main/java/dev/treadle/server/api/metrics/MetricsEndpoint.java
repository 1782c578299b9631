package dev.treadle.server.api.metrics;

import dev.treadle.postgres.journal.JournalCounts;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.route.OpenToAll;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /metrics}: Prometheus text. Counts begin with the process; nothing of a tenant in it. */
@RestController
final class MetricsEndpoint {
  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics pauses = new JvmGcMetrics();

  MetricsEndpoint(Backend backend, PrometheusMeterRegistry registry) {
    this.registry = registry;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    pauses.bindTo(registry);
    count("treadle.journal.batches", "Batches committed", backend, JournalCounts::batches);
    count("treadle.journal.appends", "Appends committed", backend, JournalCounts::appends);
    count("treadle.fenced.batches", "Batches refused", backend, JournalCounts::fencedBatches);
    count("treadle.executions.started", "Runs begun", backend, JournalCounts::started);
    backend
        .counts()
        .ended()
        .forEach(
            (status, runs) ->
                FunctionCounter.builder("treadle.executions.ended", runs, Number::doubleValue)
                    .description("Runs ended")
                    .tag("status", status.name())
                    .register(registry));
    Gauge.builder("treadle.executions.driven", backend, of -> of.runs().size())
        .description("Runs that this process drives now")
        .register(registry);
  }

  private void count(
      String name, String description, Backend backend, ToDoubleFunction<JournalCounts> count) {
    FunctionCounter.builder(name, backend.counts(), count)
        .description(description)
        .register(registry);
  }

  @GetMapping("/metrics")
  @OpenToAll
  ResponseEntity<String> metrics() {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/plain; version=0.0.4; charset=utf-8"))
        .body(registry.scrape());
  }
}
