package dev.treadle.server.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Calls and habits that this code base does without. */
class TidyTest {
  private static final int LONGEST_FILE = 300;

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "wall clocks are given, not asked",
              "Instant\\.now\\(|Clock\\.system",
              TidyTest::isMain),
          new Rule("nothing sleeps", "Thread\\.sleep\\(", TidyTest::isAny),
          new Rule(
              "no test is skipped", "@Disabled|assumeTrue|assumeFalse", Sources.Source::isTest),
          new Rule("no mocks", "org\\.mockito", TidyTest::isAny),
          new Rule("no work is left in comments", "\\b(TODO|FIXME|XXX)\\b", TidyTest::isAny),
          new Rule(
              "the core has no default branch over its own types",
              "default ->",
              source -> isMain(source) && isRunPackage(source)),
          new Rule(
              "the core has no logger, thread or random",
              "org\\.slf4j|java\\.util\\.concurrent\\.|Thread\\.|new"
                  + " Random|LocalRandom|System\\.nanoTime",
              source -> isMain(source) && source.isIn("engine")),
          new Rule(
              "names that say nothing",
              "(class|record|interface|enum) \\w*(Manager|Helper|Util|Utils|Impl)\\b",
              TidyTest::isAny));

  private record Rule(String name, String banned, Predicate<Sources.Source> where) {}

  @TestFactory
  List<DynamicTest> nothingBannedIsThere() {
    List<Sources.Source> sources =
        Sources.all().stream().filter(s -> !s.path().endsWith("TidyTest.java")).toList();
    return RULES.stream()
        .map(rule -> DynamicTest.dynamicTest(rule.name(), () -> check(rule, sources)))
        .toList();
  }

  @TestFactory
  List<DynamicTest> filesAreShort() {
    return Sources.all().stream()
        .map(
            source ->
                DynamicTest.dynamicTest(
                    source.path().toString(),
                    () ->
                        assertThat(source.lines())
                            .as("a file that wants to be larger wants to be two things")
                            .hasSizeLessThanOrEqualTo(LONGEST_FILE)))
        .toList();
  }

  private static void check(Rule rule, List<Sources.Source> sources) {
    Pattern banned = Pattern.compile(rule.banned());
    List<String> found = new ArrayList<>();
    for (Sources.Source source : sources) {
      if (rule.where().test(source)) {
        List<String> lines = source.lines();
        for (int i = 0; i < lines.size(); i++) {
          if (banned.matcher(lines.get(i)).find()) {
            found.add(source.path() + ":" + (i + 1) + " " + lines.get(i).strip());
          }
        }
      }
    }
    assertThat(found).as(rule.name()).isEmpty();
  }

  private static boolean isRunPackage(Sources.Source source) {
    return source.path().toString().contains("/engine/run/");
  }

  private static boolean isAny(Sources.Source source) {
    return !source.text().isEmpty();
  }

  private static boolean isMain(Sources.Source source) {
    return !source.isTest();
  }
}
