package dev.treadle.values;

import dev.treadle.values.NodeSignature.ConfigProblem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a crash leaves open whether an attempt of an effectful node touched the world.
 * A node type offers the choice by a member {@value #MEMBER} of its config.
 */
public enum InDoubt {
  /** The attempt is made again, with the same key of idempotency. */
  RETRY,
  /** The node waits until a person has decided whether the attempt is made again. */
  ASK,
  /** The node fails. */
  FAIL;

  /** How the member of a config is called. */
  public static final String MEMBER = "inDoubt";

  /** What a config says that keeps its schema. */
  public static InDoubt of(Map<String, @Nullable Object> config) {
    Object said = config.get(MEMBER);
    return ASK.isSaid(said) ? ASK : FAIL.isSaid(said) ? FAIL : RETRY;
  }

  private boolean isSaid(@Nullable Object text) {
    return text instanceof String word && word.equalsIgnoreCase(name());
  }

  /** After a crash nothing is evaluated before this is known. */
  public static List<ConfigProblem> problems(Map<String, @Nullable Object> config) {
    return Optional.ofNullable(config.get(MEMBER))
        .filter(said -> said instanceof String text && text.contains("{{"))
        .map(said -> new ConfigProblem("/" + MEMBER, MEMBER + " cannot be a template"))
        .stream()
        .toList();
  }
}
