package dev.treadle.nodes.ai;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.values.Json;
import dev.treadle.values.Money;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What models cost, exactly. */
public final class Prices {
  /** A table that knows no model. */
  public static final Prices NONE = new Prices(Map.of());

  private static final int TOKENS_PER_UNIT = 6; // a million, as a power of ten

  private final Map<String, Price> byModel;

  private Prices(Map<String, Price> byModel) {
    this.byModel = Map.copyOf(byModel);
  }

  /** USD per million tokens. */
  private record Price(BigDecimal input, BigDecimal output) {}

  /**
   * Reads a table: {@code {"some-model": {"input": "0.15", "output": "0.60"}}}, in USD per million
   * tokens. Members whose names begin with a dollar are comments.
   *
   * @throws IllegalArgumentException a sentence that says where the table is wrong
   */
  public static Prices parse(String json) {
    Map<String, @Nullable Object> table;
    try {
      table = Json.asObject(JsonText.read(json));
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException("The price table is not JSON: " + e.getMessage(), e);
    }
    if (table == null) {
      throw new IllegalArgumentException("The price table must be an object");
    }
    Map<String, Price> prices = new HashMap<>();
    table.forEach(
        (model, value) -> {
          if (!model.startsWith("$")) {
            Map<String, @Nullable Object> price = Json.asObject(value);
            prices.put(
                model, new Price(amount(model, "input", price), amount(model, "output", price)));
          }
        });
    return new Prices(prices);
  }

  private static BigDecimal amount(
      String model, String side, @Nullable Map<String, @Nullable Object> price) {
    Object value = price == null ? null : price.get(side);
    if ((value instanceof String || value instanceof Number)
        && String.valueOf(value).matches("[0-9]{1,9}([.][0-9]{1,12})?")) {
      return new BigDecimal(String.valueOf(value));
    }
    throw new IllegalArgumentException(
        "The price table must have a decimal number such as \"0.15\" for the "
            + side
            + " of "
            + model);
  }

  /** List prices of some common models, with the date of which they are. */
  public static Prices builtIn() {
    try (InputStream in = Prices.class.getResourceAsStream("prices.json")) {
      if (in == null) {
        throw new IllegalStateException("prices.json is missing from the jar");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This table with the prices of another one over it. */
  public Prices with(Prices other) {
    Map<String, Price> both = new HashMap<>(byModel);
    both.putAll(other.byModel);
    return new Prices(both);
  }

  /** What tokens of a model cost; empty when its price is not known. */
  public Optional<Money> cost(String model, long inputTokens, long outputTokens) {
    return Optional.ofNullable(byModel.get(model))
        .map(
            price ->
                new Money(
                    price
                        .input()
                        .multiply(BigDecimal.valueOf(inputTokens))
                        .add(price.output().multiply(BigDecimal.valueOf(outputTokens)))
                        .movePointLeft(TOKENS_PER_UNIT)));
  }
}
