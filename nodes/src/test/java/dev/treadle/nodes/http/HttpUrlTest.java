package dev.treadle.nodes.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "http://a.test                      | http://a.test     | /",
        "http://a.test?x=1                  | http://a.test     | /?x=1",
        "https://a.test:443/p#f             | https://a.test    | /p",
        "http://a.test:443/p                | http://a.test:443 | /p",
        "http://a_b.test/p q/ä?x=[1]&y=%20% | http://a_b.test   | /p%20q/%C3%A4?x=%5B1%5D&y=%20%",
        "http://a.test/\\b{c}               | http://a.test     | /%5Cb%7Bc%7D",
        "http://[::1]:8080/                 | http://[0:0:0:0:0:0:0:1]:8080 | /",
      })
  void readsWhatPeopleWrite(String url, String origin, String target) {
    assertThat(HttpUrl.parse(url))
        .satisfies(
            parsed -> {
              assertThat(parsed.origin()).isEqualTo(origin);
              assertThat(parsed.target()).isEqualTo(target);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "/x                   | http://a.test:81/x",
        "x                    | http://a.test:81/b/x",
        "../x                 | http://a.test:81/x",
        "../../../x/./y/..    | http://a.test:81/x/",
        "?z=1                 | http://a.test:81/b/c?z=1",
        "^^                   | http://a.test:81/b/c",
        "//b.test/x           | http://b.test/x",
        "https://b.test       | https://b.test/",
        "/\\b.test/x          | http://a.test:81/%5Cb.test/x",
      })
  void followsALocation(String location, String to) {
    HttpUrl next = HttpUrl.parse("http://a.test:81/b/c?d=e").follow(location);
    assertThat(next.origin() + next.target()).isEqualTo(to);
  }

  @Test
  void printsItselfWithoutItsQuery() {
    assertThat(HttpUrl.parse("http://a.test/p?key=secret")).hasToString("http://a.test/p");
  }
}
