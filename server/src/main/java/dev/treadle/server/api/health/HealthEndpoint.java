package dev.treadle.server.api.health;

import dev.treadle.server.backend.Backend;
import dev.treadle.server.route.OpenToAll;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /health}: whether the process lives, and whether it can take work. */
@RestController
final class HealthEndpoint {
  /** A database that takes longer is as good as away. */
  private static final long PATIENCE_MILLIS = 1_500;

  private static final Executor THREADS = task -> Thread.ofVirtual().name("health").start(task);

  private final Backend backend;

  HealthEndpoint(Backend backend) {
    this.backend = backend;
  }

  @GetMapping("/health/live")
  @OpenToAll
  ResponseEntity<String> live() {
    return answer(HttpStatus.OK, "UP");
  }

  @GetMapping("/health/ready")
  @OpenToAll
  ResponseEntity<String> ready() throws InterruptedException {
    return isReady() ? answer(HttpStatus.OK, "UP") : answer(HttpStatus.SERVICE_UNAVAILABLE, "DOWN");
  }

  private boolean isReady() throws InterruptedException {
    if (backend.departure().hasBegun() || backend.isOverloaded()) {
      return false;
    }
    try {
      return CompletableFuture.supplyAsync(backend::answers, THREADS)
          .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  private static ResponseEntity<String> answer(HttpStatus status, String word) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body("{\"status\":\"" + word + "\"}");
  }
}
