package dev.treadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.server.backend.BackendSettings.Recovery;
import dev.treadle.server.backend.Settings;
import dev.treadle.server.backend.Settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many runs go on at once and how much they count, as the operator says it. */
class LimitSettingsTest {
  @TempDir private Path folder = Path.of("");

  private static Concurrency of(Map<String, String> environment) {
    return CommonOptions.concurrency(Settings.read(Optional.empty(), environment));
  }

  private static Recovery recovery(Map<String, String> environment) {
    return CommonOptions.recovery(Settings.read(Optional.empty(), environment));
  }

  private static Optional<Integer> weight(Concurrency concurrency, Tier tier) {
    return Optional.ofNullable(concurrency.weights().get(tier));
  }

  private static String variable(String what, Tier tier) {
    return "TREADLE_LIMITS_" + what + "_" + tier.name();
  }

  @Test
  void withoutSettingsTheTiersSayHowMany() {
    Concurrency usual = of(Map.of());
    assertThat(usual.most()).isEqualTo(Concurrency.USUAL.most());
    assertThat(usual.most()).isEqualTo(Map.of(Tier.FREE, 5, Tier.STARTER, 10, Tier.GROWTH, 50));
    assertThat(usual.sqlWeights()).isEqualTo("'{1,1,1,1}'::int[]");
    assertThat(usual.sqlLimits())
        .isEqualTo("'{FREE,STARTER,GROWTH,ELITE}'::text[], '{5,10,50,NULL}'::int[]");
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void everyTierHasALimitAndAWeightOfItsOwn(Tier tier) {
    Concurrency limited = of(Map.of(variable("CONCURRENCY", tier), "77"));
    Concurrency weighted = of(Map.of(variable("WEIGHT", tier), "7"));
    for (Tier other : Tier.values()) {
      assertThat(limited.most(other))
          .isEqualTo(other == tier ? Optional.of(77) : other.concurrency());
      assertThat(weight(weighted, other)).hasValue(other == tier ? 7 : 1);
    }
  }

  @Test
  void oneNumberForAllGivesWayToATiersOwn() {
    Concurrency concurrency =
        of(Map.of("TREADLE_LIMITS_CONCURRENCY", "3", "TREADLE_LIMITS_CONCURRENCY_ELITE", "900"));
    assertThat(concurrency.most())
        .isEqualTo(Map.of(Tier.FREE, 3, Tier.STARTER, 3, Tier.GROWTH, 3, Tier.ELITE, 900));
  }

  @Test
  void aProcessDrivesAsManyAsItIsTold() {
    assertThat(recovery(Map.of()).driven()).isEqualTo(10_000);
    assertThat(recovery(Map.of("TREADLE_LIMITS_DRIVEN", "30000")).driven()).isEqualTo(30_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "many", "2147483648", "5 5"})
  void whatIsNoPositiveNumberIsRefusedByName(String value) {
    for (Tier tier : Tier.values()) {
      String suffix = tier.name().toLowerCase(Locale.ROOT);
      for (String name :
          List.of(
              "treadle.limits.concurrency",
              "treadle.limits.driven",
              "treadle.limits.concurrency." + suffix,
              "treadle.limits.weight." + suffix)) {
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_');
        assertThatThrownBy(() -> recovery(Map.of(variable, value)))
            .isInstanceOf(InvalidSettingException.class)
            .hasMessage(name + " must be a positive whole number");
      }
    }
  }

  @Test
  void moreSlotsThanThereShouldBeRowsAreRefused() {
    assertThat(of(Map.of("TREADLE_LIMITS_CONCURRENCY_FREE", "100000")).most(Tier.FREE))
        .hasValue(100_000);
    assertThatThrownBy(() -> of(Map.of("TREADLE_LIMITS_CONCURRENCY_FREE", "100001")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("treadle.limits.concurrency.free may be at most 100000");
  }

  @Test
  void theServerDoesNotStartWithABadOneAndSaysWhich() throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Path file = Files.writeString(folder.resolve("treadle.properties"), "treadle.limits.wait=1");
    try (Child bad =
            Child.start(
                folder,
                Map.of("TREADLE_LIMITS_WEIGHT_GROWTH", "heavy"),
                "serve",
                "--data",
                data.toString());
        Child unknown =
            Child.start(
                folder, Map.of(), "serve", "--data", data.toString(), "--config", "" + file)) {
      assertThat(bad.end(Duration.ofSeconds(60))).isEqualTo(2);
      assertThat(bad.errors().strip())
          .endsWith("treadle.limits.weight.growth must be a positive whole number")
          .doesNotContain("\tat ");
      assertThat(unknown.end(Duration.ofSeconds(60))).isEqualTo(2);
      assertThat(unknown.errors()).contains("unknown setting treadle.limits.wait");
      assertThat(data).doesNotExist();
    }
  }
}
