package dev.treadle.engine.expression;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** The components of moments, in UTC; weeks as ISO 8601 counts them, for months too. */
final class Calendar {
  static final long DAY = 86_400_000;

  static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
  static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  private Calendar() {}

  static LocalDateTime at(long millis) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(millis, 1_000L),
        (int) Math.floorMod(millis, 1_000L) * 1_000_000,
        ZoneOffset.UTC);
  }

  /** The day since 1970 of a date; what is beyond the end of a month or year runs on. */
  static long date(int year, int month, long day) {
    return LocalDate.of(year, 1, 1).plusMonths(month).toEpochDay() + day - 1;
  }

  /** The day on which the first week of a year or month starts: the one with its Thursday. */
  private static long firstWeek(LocalDate start) {
    int weekday = start.getDayOfWeek().getValue();
    return start.toEpochDay() + (weekday > 4 ? 8 - weekday : 1 - weekday);
  }

  private static int week(long day, LocalDate start, LocalDate before, LocalDate next, int most) {
    long week = Math.floorDiv(day - firstWeek(start), 7) + 1;
    if (week > most && day >= firstWeek(next)) {
      return 1;
    }
    return week < 1 ? (int) Math.floorDiv(day - firstWeek(before), 7) + 1 : (int) week;
  }

  /** A component by its letter in a date picture; texts are not among them. */
  static int component(LocalDateTime moment, char component) {
    LocalDate date = moment.toLocalDate();
    LocalDate year = date.withDayOfYear(1);
    LocalDate month = date.withDayOfMonth(1);
    long day = date.toEpochDay();
    return switch (component) {
      case 'Y' -> date.getYear();
      case 'M' -> date.getMonthValue();
      case 'D' -> date.getDayOfMonth();
      case 'd' -> date.getDayOfYear();
      case 'F' -> date.getDayOfWeek().getValue();
      case 'W' -> week(day, year, year.minusYears(1), year.plusYears(1), 52);
      case 'w' -> week(day, month, month.minusMonths(1), month.plusMonths(1), 4);
      case 'X' -> owner(day, year, year.plusYears(1)) + date.getYear();
      case 'x' -> month.plusMonths(owner(day, month, month.plusMonths(1))).getMonthValue();
      case 'H' -> moment.getHour();
      case 'h' -> (moment.getHour() + 11) % 12 + 1;
      case 'P' -> moment.getHour() / 12;
      case 'm' -> moment.getMinute();
      case 's' -> moment.getSecond();
      case 'f' -> moment.getNano() / 1_000_000;
      default -> 0;
    };
  }

  /** Whether a day's week belongs to the year or month before or after. */
  private static int owner(long day, LocalDate start, LocalDate next) {
    if (day < firstWeek(start)) {
      return -1;
    }
    return day >= firstWeek(next) ? 1 : 0;
  }
}
