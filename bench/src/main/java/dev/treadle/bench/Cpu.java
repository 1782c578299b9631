package dev.treadle.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processor time by /proc (proc_pid_stat(5)), user and system together, in ticks of 10 ms.
 *
 * @param own of a process itself, in microseconds
 * @param children of all processes below it, those that have ended too: its PostgreSQL
 */
record Cpu(double own, double children) {
  private static final double MICROS_PER_TICK = 10_000;

  static Cpu of(long pid) {
    double own = ticks(pid, false);
    double children =
        ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::descendants)
            .mapToDouble(child -> ticks(child.pid(), true))
            .sum();
    return new Cpu(own * MICROS_PER_TICK, children * MICROS_PER_TICK);
  }

  static Cpu ofThisProcess() {
    return of(ProcessHandle.current().pid());
  }

  Cpu since(Cpu before) {
    return new Cpu(own - before.own, children - before.children);
  }

  Cpu per(double count) {
    return new Cpu(own / count, children / count);
  }

  private static double ticks(long pid, boolean withReaped) {
    try {
      String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      // The name of the program stands in parentheses and may hold anything.
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      double ticks = Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
      if (withReaped) {
        ticks += Long.parseLong(fields.get(13)) + Long.parseLong(fields.get(14));
      }
      return ticks;
    } catch (IOException gone) {
      return 0;
    }
  }
}
