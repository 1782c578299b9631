package dev.treadle.bench;

import java.util.Arrays;
import java.util.List;

/** Measured values, and their order statistics by nearest rank. */
final class Sample {
  private double[] values = new double[1_024];
  private int count;

  static double median(List<Double> values) {
    Sample sample = new Sample();
    values.forEach(sample::add);
    return sample.quantile(0.5);
  }

  void add(double value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, count * 2);
    }
    values[count++] = value;
  }

  void addAll(Sample other) {
    for (int i = 0; i < other.count; i++) {
      add(other.values[i]);
    }
  }

  int count() {
    return count;
  }

  /** The value below which a share of all lies. */
  double quantile(double share) {
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted[Math.clamp((long) Math.ceil(share * count) - 1, 0, count - 1)];
  }
}
