package dev.treadle.bench;

final class JournalFigures {
  private JournalFigures() {}

  static void print() {}
}
