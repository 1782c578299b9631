package dev.treadle.node;

import dev.treadle.values.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON text into immutable values as {@link Json} describes them. Strict: one document, no
 * duplicate keys, no comments, nesting of at most {@value #MAX_DEPTH}, numbers of at most {@value
 * #MAX_DIGITS} characters and within the range of a double.
 */
public final class JsonText {
  /** How deep arrays and objects may nest. */
  public static final int MAX_DEPTH = 100;

  /** How long a number may be. */
  public static final int MAX_DIGITS = 1000;

  /** The longest string, in characters. Bodies and answers have their own, smaller bounds. */
  private static final int MAX_STRING = 100_000_000;

  private static final int MAX_KEY = 10_000;

  /** Smaller numbers than 10 to the minus this are refused: they stand for nothing. */
  private static final int MAX_SCALE = 2_000;

  /** Deeper than any value gets: results are bounded, and the journal wraps them a few times. */
  private static final int MAX_OWN_DEPTH = 1_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_DIGITS)
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(MAX_KEY)
                  .build())
          .build();

  /** What this program wrote was bounded before; what it was read into may have grown since. */
  private static final JsonFactory OWN =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_OWN_DEPTH)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonText() {}

  /**
   * Reads a document that this program wrote itself, such as a journal. Whatever it wrote it must
   * be able to read, so that the bounds for what others send do not apply.
   */
  public static @Nullable Object readOwn(String text) throws JsonSyntaxException {
    return read(OWN, text);
  }

  /** Reads a document from UTF-8. */
  public static @Nullable Object read(byte[] utf8) throws JsonSyntaxException {
    try {
      return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new JsonSyntaxException("The text is not valid UTF-8", 1, 1);
    }
  }

  /** Reads a document. */
  public static @Nullable Object read(String text) throws JsonSyntaxException {
    return read(FACTORY, text);
  }

  private static @Nullable Object read(JsonFactory factory, String text)
      throws JsonSyntaxException {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw new JsonSyntaxException("The text is empty", 1, 1);
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw syntax("Something follows the end of the document", parser.currentTokenLocation());
      }
      return value;
    } catch (JacksonException e) {
      throw syntax(withoutOrigin(e.getOriginalMessage()), e.getLocation());
    }
  }

  /** The reader's sentences without the names of its own methods. */
  private static String withoutOrigin(String sentence) {
    return sentence.replaceAll(",? from `[^`]*`", "");
  }

  /** An object that is part of the program's text; anything else is a bug. */
  public static Map<String, @Nullable Object> constantObject(String text) {
    try {
      Map<String, @Nullable Object> object = Json.asObject(read(text));
      if (object == null) {
        throw new IllegalArgumentException("no object: " + text);
      }
      return object;
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static @Nullable Object value(JsonParser parser) throws JsonSyntaxException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> decimal(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw syntax("Unexpected " + token, parser.currentTokenLocation());
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser)
      throws JsonSyntaxException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      members.put(name, value(parser));
    }
    return Collections.unmodifiableMap(members);
  }

  private static List<@Nullable Object> array(JsonParser parser) throws JsonSyntaxException {
    List<@Nullable Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser));
    }
    return Collections.unmodifiableList(elements);
  }

  private static Number integer(JsonParser parser) throws JsonSyntaxException {
    return switch (parser.getNumberType()) {
      case INT -> parser.getIntValue();
      case LONG -> parser.getLongValue();
      default -> {
        BigInteger value = parser.getBigIntegerValue();
        inRange(new BigDecimal(value), parser);
        yield value;
      }
    };
  }

  private static BigDecimal decimal(JsonParser parser) throws JsonSyntaxException {
    BigDecimal value = parser.getDecimalValue();
    inRange(value, parser);
    return value;
  }

  private static void inRange(BigDecimal value, JsonParser parser) throws JsonSyntaxException {
    if (Math.abs((long) value.scale()) > MAX_SCALE || Double.isInfinite(value.doubleValue())) {
      throw syntax("The number is out of range", parser.currentTokenLocation());
    }
  }

  private static JsonSyntaxException syntax(
      @Nullable String message, @Nullable TokenStreamLocation location) {
    String sentence = message == null ? "The text is not JSON" : message;
    return location == null
        ? new JsonSyntaxException(sentence, 1, 1)
        : new JsonSyntaxException(
            sentence, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }
}
