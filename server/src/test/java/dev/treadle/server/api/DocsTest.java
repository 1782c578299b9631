package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.server.problem.ProblemType;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DocsTest {
  private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"([^\"]*)\"");
  private static final String[] NOBODY = {"Authorization", "nobody"};

  private final Api api = Api.shared();

  @Test
  void thePageLoadsTheServersOwnFilesAlone() {
    Answer page = api.get("/docs", NOBODY);
    assertThat(page.status()).isEqualTo(200);
    List<String> loaded =
        LOADED.matcher(page.text()).results().map((MatchResult found) -> found.group(1)).toList();
    assertThat(loaded).contains("/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css");
    for (String path : loaded) {
      assertThat(path).startsWith("/").doesNotStartWith("//");
      Answer file = api.get(path, NOBODY);
      assertThat(file.status()).as(path).isEqualTo(200);
      assertThat(file.text()).as(path).isNotEmpty();
    }
    assertThat(api.get("/docs/start.js", NOBODY).text())
        .contains("url: '/openapi.json'")
        .contains("validatorUrl: null")
        .doesNotContain("//");
  }

  @Test
  void theBrowserIsToldToLoadNothingElse() {
    for (String path : List.of("/docs", "/problems/not-found")) {
      Answer page = api.get(path, NOBODY);
      assertThat(page.header("Content-Security-Policy"))
          .contains("default-src 'none'", "script-src 'self';", "connect-src 'self';")
          .doesNotContain("unsafe", "http", "*");
      assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(page.text()).doesNotContain("http://", "https://", "onclick", "<style");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theTypeOfEveryProblemLeadsToAPage(ProblemType type) {
    Answer page = api.get(type.uri(), NOBODY);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).contains(type.title(), String.valueOf(type.status()));
    assertThat(api.get("/problems/none-such").status()).isEqualTo(404);
  }
}
