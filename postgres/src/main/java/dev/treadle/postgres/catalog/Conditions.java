package dev.treadle.postgres.catalog;

import dev.treadle.postgres.database.Binding;
import dev.treadle.postgres.database.TenantQueries.Parameters;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a list asks of its rows beside the organization: SQL with its parameters, in one order. */
final class Conditions implements Parameters {
  private final StringBuilder sql = new StringBuilder();
  private final List<Parameters> parameters = new ArrayList<>();

  /** Sets the parameter of a condition. */
  @FunctionalInterface
  interface Bind<T> {
    void to(Binding binding, T value) throws SQLException;
  }

  /** Adds a condition with one parameter, where there is a value for it. */
  <T> Conditions and(String condition, Optional<T> value, Bind<T> bind) {
    value.ifPresent(
        given -> {
          sql.append(" and ").append(condition);
          parameters.add(binding -> bind.to(binding, given));
        });
    return this;
  }

  String sql() {
    return sql.toString();
  }

  @Override
  public void set(Binding binding) throws SQLException {
    for (Parameters parameter : parameters) {
      parameter.set(binding);
    }
  }
}
