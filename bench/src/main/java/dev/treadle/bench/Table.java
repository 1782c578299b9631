package dev.treadle.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table for the terminal and for Markdown alike. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... titles) {
    rows.add(List.of(titles));
  }

  /** Adds a row; doubles with three significant digits, the rest as it is. */
  Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell instanceof Double number ? brief(number) : String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  static String brief(double number) {
    if (Math.abs(number) >= 100) {
      return String.format(Locale.ROOT, "%,.0f", number);
    }
    return String.format(Locale.ROOT, Math.abs(number) >= 10 ? "%.1f" : "%.2f", number);
  }

  void print() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (int place = 0; place < rows.size(); place++) {
      StringBuilder line = new StringBuilder("|");
      StringBuilder rule = new StringBuilder("|");
      for (int i = 0; i < columns; i++) {
        String cell = rows.get(place).get(i);
        String room = " ".repeat(widths[i] - cell.length());
        line.append(' ').append(i == 0 ? cell + room : room + cell).append(" |");
        rule.append("-".repeat(widths[i] + 1)).append(i == 0 ? "-|" : ":|");
      }
      System.out.println(line);
      if (place == 0) {
        System.out.println(rule);
      }
    }
    System.out.println();
  }
}
