package dev.treadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void whatCannotBeReadIsNotCalledBroken() throws IOException {
    Path missing = folder.resolve("missing.jsonl");
    assertThat(Treadle.execute("audit", "verify", missing.toString())).isEqualTo(2);
    assertThat(Treadle.execute("audit", "verify")).isEqualTo(2);
    assertThat(Treadle.execute("audit")).isEqualTo(2);
    Path binary = Files.write(folder.resolve("binary.jsonl"), new byte[] {(byte) 0xff, 10});
    assertThat(Treadle.execute("audit", "verify", binary.toString())).isEqualTo(2);
  }

  @Test
  void noEntryAtAllIsAWholeChainWithoutThatHead() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.jsonl"));
    assertThat(Treadle.execute("audit", "verify", empty.toString())).isZero();
    assertThat(Treadle.execute("audit", "verify", empty.toString(), "--head", "aa")).isEqualTo(1);
  }
}
