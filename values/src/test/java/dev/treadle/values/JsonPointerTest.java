package dev.treadle.values;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonPointerTest {
  @Test
  void theRootIsTheEmptyText() {
    assertThat(JsonPointer.ROOT).hasToString("");
  }

  @Test
  void namesAreEscaped() {
    assertThat(JsonPointer.ROOT.member("a/b").element(3).member("~1").member(""))
        .hasToString("/a~1b/3/~01/");
  }

  @Test
  void pointersAreTakenFromAPlace() {
    JsonPointer at = JsonPointer.ROOT.member("config");
    assertThat(at.resolve("/a~1b/0/~01")).hasToString("/config/a~1b/0/~01");
    assertThat(at.resolve("")).hasToString("/config");
  }
}
