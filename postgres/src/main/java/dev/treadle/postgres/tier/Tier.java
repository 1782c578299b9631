package dev.treadle.postgres.tier;

import java.util.Optional;
import java.util.function.Function;

/** What an organization has, by what it pays for. An empty limit is none. */
public enum Tier {
  FREE(0, 0, 0, 5),
  STARTER(0, 0, 0, 10),
  GROWTH(10, 5, 1000, 50),
  ELITE();

  private final Optional<Integer> workflows;
  private final Optional<Integer> agents;
  private final Optional<Integer> executions;
  private final Optional<Integer> concurrency;

  Tier(int workflows, int agents, int executions, int concurrency) {
    this.workflows = Optional.of(workflows);
    this.agents = Optional.of(agents);
    this.executions = Optional.of(executions);
    this.concurrency = Optional.of(concurrency);
  }

  Tier() {
    this.workflows = Optional.empty();
    this.agents = Optional.empty();
    this.executions = Optional.empty();
    this.concurrency = Optional.empty();
  }

  /** Workflows that are not deleted. */
  public Optional<Integer> workflows() {
    return workflows;
  }

  /** Agents that are not deleted. */
  public Optional<Integer> agents() {
    return agents;
  }

  /** Runs accepted in a calendar month (UTC). */
  public Optional<Integer> executions() {
    return executions;
  }

  /** Runs that go on at once, where nobody configured another number. */
  public Optional<Integer> concurrency() {
    return concurrency;
  }

  /** A limit in SQL, by the tier of the organization {@code o}; null where there is none. */
  static String sql(Function<Tier, Optional<Integer>> limit) {
    StringBuilder cases = new StringBuilder("case o.tier");
    for (Tier tier : values()) {
      limit.apply(tier).ifPresent(most -> cases.append(" when '" + tier + "' then " + most));
    }
    return cases.append(" end").toString();
  }
}
