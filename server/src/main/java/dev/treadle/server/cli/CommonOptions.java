package dev.treadle.server.cli;

import dev.treadle.node.Secret;
import dev.treadle.nodes.ai.ChatModels;
import dev.treadle.nodes.ai.ModelSettings;
import dev.treadle.nodes.ai.Prices;
import dev.treadle.nodes.http.Egress;
import dev.treadle.postgres.database.DatabaseSettings;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.server.access.Passwords;
import dev.treadle.server.backend.BackendSettings;
import dev.treadle.server.backend.BackendSettings.Recovery;
import dev.treadle.server.backend.Settings;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that opens the backend. */
final class CommonOptions {
  /** Each is a row of every organization of the tier. */
  private static final int MOST_AT_ONCE = 100_000;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the embedded database lives (default: ./data).")
  private Path data = Path.of("data");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A properties file with settings such as treadle.database.url.")
  private @Nullable Path config;

  Settings settings() {
    return Settings.read(Optional.ofNullable(config), System.getenv());
  }

  BackendSettings backend(Settings settings) {
    return new BackendSettings(
        data.toAbsolutePath().normalize(),
        settings.text("treadle.database.url").map(url -> external(url, settings)),
        recovery(settings),
        egress(settings),
        models(settings),
        new BackendSettings.Owner(
            settings.text("treadle.bootstrap.email"),
            password(settings),
            settings.text("treadle.bootstrap.api-key")));
  }

  static Recovery recovery(Settings settings) {
    return new Recovery(
        settings.duration("treadle.lease.duration", Recovery.USUAL.lease()),
        settings.positive("treadle.run.max-resumptions", Recovery.USUAL.maxResumptions()),
        concurrency(settings),
        settings.positive("treadle.limits.driven", Recovery.USUAL.driven()));
  }

  /** A tier's own number comes before the one for all, and that before what the tier says. */
  static Concurrency concurrency(Settings settings) {
    Map<Tier, Integer> most = new EnumMap<>(Concurrency.USUAL.most());
    Map<Tier, Integer> weights = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      String name = tier.name().toLowerCase(Locale.ROOT);
      for (String limit :
          List.of("treadle.limits.concurrency", "treadle.limits.concurrency." + name)) {
        if (settings.text(limit).isPresent()) {
          most.put(tier, settings.upTo(MOST_AT_ONCE, limit));
        }
      }
      weights.put(tier, settings.positive("treadle.limits.weight." + name, 1));
    }
    return new Concurrency(most, weights);
  }

  private static DatabaseSettings external(String url, Settings settings) {
    return new DatabaseSettings(
        url,
        settings.text("treadle.database.user").orElse("postgres"),
        new Secret(settings.text("treadle.database.password").orElse("")));
  }

  private static Optional<String> password(Settings settings) {
    Optional<String> password = settings.text("treadle.bootstrap.password");
    if (password.isPresent() && !Passwords.isReadable(password.get())) {
      throw new InvalidInputException("treadle.bootstrap.password may have at most 72 bytes");
    }
    return password;
  }

  private static Egress egress(Settings settings) {
    try {
      return settings
          .text("treadle.egress.allow")
          .map(Egress::allowing)
          .orElseGet(Egress::toPublicAddresses);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("treadle.egress.allow: " + e.getMessage());
    }
  }

  private static ChatModels models(Settings settings) {
    Optional<String> baseUrl = settings.text("treadle.ai.base-url");
    if (baseUrl.isEmpty()) {
      return ChatModels.none();
    }
    try {
      Prices prices =
          settings
              .text("treadle.ai.prices")
              .map(own -> Prices.builtIn().with(Prices.parse(own)))
              .orElseGet(Prices::builtIn);
      return ChatModels.openAi(
          new ModelSettings(
              baseUrl.get(),
              new Secret(settings.text("treadle.ai.api-key").orElse("")),
              settings.text("treadle.ai.model").orElse(""),
              prices));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("treadle.ai: " + e.getMessage());
    }
  }
}
