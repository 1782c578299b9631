package dev.treadle.values;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "Node 1",
        "日本",
        "e\u0301",
        "\ud83d\udc68\u200d\ud83d\udc69",
        "{{x}}",
        "a/b~c",
        "\ue000"
      })
  void namesInAnyScriptArePrintable(String name) {
    assertThat(Printable.fault(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000", "a\n", "\u007fa", "a\ud800", "\udc00a", "a\u2029", "a\uffff"})
  void controlsAndHalvesOfCharactersAreNot(String name) {
    assertThat(Printable.fault(name)).hasValue("has characters that cannot be printed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n", "\u3000", "\u200b\u00a0"})
  void aNameThatNobodySeesIsBlank(String name) {
    assertThat(Printable.fault(name)).hasValue("is blank");
  }

  @Test
  void lengthIsCountedInCodePoints() {
    assertThat(Printable.fault("\ud83d\ude00".repeat(200))).isEmpty();
    assertThat(Printable.fault("\ud83d\ude00".repeat(201)))
        .hasValue("is longer than 200 characters");
  }
}
