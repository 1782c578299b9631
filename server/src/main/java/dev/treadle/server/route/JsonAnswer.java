package dev.treadle.server.route;

import dev.treadle.values.Json;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Answers that are JSON, written here: the values are plain, and keep every digit. */
public final class JsonAnswer {
  private JsonAnswer() {}

  /** 200 with a body. */
  public static ResponseEntity<String> ok(Object body) {
    return with(HttpStatus.OK).body(Json.write(body));
  }

  /** 200 with an object of one member. */
  public static ResponseEntity<String> ok(String name, @Nullable Object value) {
    return with(HttpStatus.OK).body(envelope(name, value));
  }

  /** An answer to be completed, whose body is JSON text. */
  public static ResponseEntity.BodyBuilder with(HttpStatus status) {
    return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
  }

  /** An object of one member, as text. */
  public static String envelope(String name, @Nullable Object value) {
    return Json.write(Collections.singletonMap(name, value));
  }
}
