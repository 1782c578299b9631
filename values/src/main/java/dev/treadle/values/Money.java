package dev.treadle.values;

import java.math.BigDecimal;

/** An exact amount in USD; adding never rounds. */
public record Money(BigDecimal usd) {
  public static final Money ZERO = new Money(BigDecimal.ZERO);

  public Money plus(Money other) {
    if (other.isZero()) {
      return this;
    }
    return isZero() ? other : new Money(usd.add(other.usd));
  }

  public boolean isZero() {
    return usd.signum() == 0;
  }

  /** Plain decimal digits without an exponent and without trailing zeros: {@code "0.00031"}. */
  @Override
  public String toString() {
    return isZero() ? "0" : usd.stripTrailingZeros().toPlainString();
  }
}
