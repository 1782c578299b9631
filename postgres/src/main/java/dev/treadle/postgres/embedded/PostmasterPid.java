package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What postmaster.pid says (PostgreSQL's src/include/utils/pidfile.h): line 1 is the process, line
 * 8 its state.
 */
record PostmasterPid(long pid, boolean ready) {

  /** Empty when there is no file, or none with a process in it yet. */
  static Optional<PostmasterPid> read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,18}")) {
      return Optional.empty();
    }
    boolean ready = lines.size() >= 8 && lines.get(7).strip().equals("ready");
    return Optional.of(new PostmasterPid(Long.parseLong(lines.getFirst().strip()), ready));
  }

  /**
   * Whether the process is a postmaster at work in this folder, and not somebody who got its id
   * after it. A postmaster's working directory is its data directory; where there is no /proc, the
   * name of its program has to do.
   */
  boolean worksIn(Path database) {
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().command())
          .filter(command -> command.endsWith("/postgres"))
          .isPresent();
    }
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")).equals(database);
    } catch (IOException | SecurityException goneOrSomebodyElses) {
      return false;
    }
  }
}
