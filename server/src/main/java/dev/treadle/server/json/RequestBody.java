package dev.treadle.server.json;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemException.Fault;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.Json;
import dev.treadle.values.JsonPointer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a request's body, read strictly. A member of the wrong type and a member that
 * nobody knows are both faults, and all of them are told at once.
 */
public final class RequestBody {
  private final Map<String, @Nullable Object> members;
  private final Set<String> known = new HashSet<>();
  private final List<Fault> faults = new ArrayList<>();

  private RequestBody(Map<String, @Nullable Object> members) {
    this.members = members;
  }

  /**
   * Reads a body that is a JSON object.
   *
   * @param limit in bytes
   */
  public static RequestBody read(HttpServletRequest request, int limit) {
    ContentType.requireJson(request);
    return parse(bytes(request, limit));
  }

  /** As {@link #read}, but no body at all, which then needs no type, is an empty object. */
  public static RequestBody readOptional(HttpServletRequest request, int limit) {
    if (request.getContentType() != null) {
      ContentType.requireJson(request);
    }
    byte[] bytes = bytes(request, limit);
    if (bytes.length == 0) {
      return new RequestBody(Map.of());
    }
    ContentType.requireJson(request);
    return parse(bytes);
  }

  /** Reads a body that is any JSON; no body at all, which then needs no type, is null. */
  public static @Nullable Object readAny(HttpServletRequest request, int limit) {
    if (request.getContentType() != null) {
      ContentType.requireJson(request);
    }
    byte[] bytes = bytes(request, limit);
    if (bytes.length == 0) {
      return null;
    }
    ContentType.requireJson(request);
    return json(bytes);
  }

  private static RequestBody parse(byte[] bytes) {
    Map<String, @Nullable Object> members = Json.asObject(json(bytes));
    if (members == null) {
      throw ProblemException.unreadable("", "WRONG_TYPE", "The body must be a JSON object.");
    }
    return new RequestBody(members);
  }

  private static @Nullable Object json(byte[] bytes) {
    @Nullable Object json;
    try {
      json = JsonText.read(bytes);
    } catch (JsonSyntaxException e) {
      throw ProblemException.unreadable("", "MALFORMED_JSON", String.valueOf(e.getMessage()));
    }
    NoText.requireNone(bytes, json);
    return json;
  }

  /** Members that were put together elsewhere. */
  public static RequestBody of(Map<String, @Nullable Object> members) {
    return new RequestBody(members);
  }

  private static byte[] bytes(HttpServletRequest request, int limit) {
    long announced = request.getContentLengthLong();
    if (announced > limit) {
      throw tooLarge(limit);
    }
    try (InputStream body = request.getInputStream()) {
      // Asked for more than is announced, the stream would make its buffer of 16 KiB each time.
      byte[] bytes = body.readNBytes(announced >= 0 ? (int) announced : limit + 1);
      if (bytes.length > limit) {
        throw tooLarge(limit);
      }
      return bytes;
    } catch (SocketTimeoutException e) {
      throw new ProblemException(ProblemType.REQUEST_TIMEOUT, "The body did not arrive in time.");
    } catch (IOException e) {
      throw ProblemException.unreadable("", "INCOMPLETE_BODY", "The body did not arrive whole.");
    }
  }

  private static ProblemException tooLarge(int limit) {
    return new ProblemException(
        ProblemType.PAYLOAD_TOO_LARGE, "The body is larger than " + limit + " bytes.");
  }

  /** The whole body. */
  public Map<String, @Nullable Object> members() {
    return members;
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** Any JSON, and null where the member is absent. */
  public @Nullable Object any(String name) {
    known.add(name);
    return members.get(name);
  }

  public Optional<String> text(String name) {
    return typed(name, String.class, "a string");
  }

  public Optional<Boolean> flag(String name) {
    return typed(name, Boolean.class, "true or false");
  }

  public Optional<Integer> whole(String name) {
    return typed(name, Integer.class, "a whole number");
  }

  /** A member that is there is an array, of whatever. */
  public void requireArray(String name) {
    typed(name, List.class, "an array");
  }

  /** An array of strings. */
  public Optional<List<String>> texts(String name) {
    Optional<List<?>> list = typed(name, List.class, "an array of strings").map(l -> (List<?>) l);
    if (list.isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (Object element : list.get()) {
      if (element instanceof String text) {
        texts.add(text);
      } else {
        JsonPointer at = JsonPointer.ROOT.member(name).element(texts.size());
        faults.add(new Fault(at.toString(), "WRONG_TYPE", "It must be a string."));
        texts.add("");
      }
    }
    return Optional.of(texts);
  }

  private <T> Optional<T> typed(String name, Class<T> type, String what) {
    known.add(name);
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      faults.add(
          new Fault(
              JsonPointer.ROOT.member(name).toString(),
              "WRONG_TYPE",
              "It must be " + what + ", not " + described(value) + "."));
      return Optional.empty();
    }
    return Optional.of(type.cast(value));
  }

  private static String described(Object value) {
    return value instanceof Number ? value + "" : "of type " + Json.typeName(value);
  }

  /** Members that the resource has and the server owns: they are taken and not heeded. */
  public void ignore(Set<String> owned) {
    known.addAll(owned);
  }

  /** Ends the reading: throws when there was any fault. */
  public void finish() {
    for (String name : members.keySet()) {
      if (!known.contains(name)) {
        faults.add(
            new Fault(
                JsonPointer.ROOT.member(name).toString(),
                "UNKNOWN_MEMBER",
                "There is no member of this name."));
      }
    }
    if (!faults.isEmpty()) {
      throw new ProblemException(
          ProblemType.BAD_REQUEST,
          "The body cannot be read: " + faults.getFirst().detail(),
          faults);
    }
  }
}
