package dev.treadle.server.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every file is as google-java-format writes it. A test, because the formatter needs the same JDK
 * as the sources, which Maven itself need not run on.
 */
class FormatTest {
  @Test
  void everyFileIsFormatted() throws FormatterException {
    Formatter formatter = new Formatter();
    List<String> unformatted = new ArrayList<>();
    for (Sources.Source source : Sources.all()) {
      if (!formatter.formatSourceAndFixImports(source.text()).equals(source.text())) {
        unformatted.add(source.path().toString());
      }
    }
    assertThat(unformatted).isEmpty();
  }
}
