package dev.treadle.bench;

import dev.treadle.bench.JournalFigures.Rate;
import dev.treadle.postgres.database.Database;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * How fast one connection inserts the rows of a journal, 256 in a transaction, with nobody waiting:
 * the ceiling of every design with one writer. Bodies are ready before the time begins.
 */
final class RawInsert {
  private static final int ROWS = 256;
  private static final int BATCHES = 64;

  private static final String INSERT =
      """
      insert into journal (execution_id, seq, organization_id, body)
      select * from unnest(?::uuid[], ?::int[], ?::uuid[], ?::text[])
      """;

  private final Database database;
  private final OrganizationId organization = new OrganizationId(UUID.randomUUID());

  RawInsert(Database database) {
    this.database = database;
  }

  Rate run(Duration duration) throws SQLException {
    List<String> bodies = bodies();
    try (Connection connection = database.connectJournal();
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      Cpu before = Cpu.ofThisProcess();
      long start = System.nanoTime();
      int rows = 0;
      while (System.nanoTime() - start < duration.toNanos()) {
        insert(connection, insert, batch(bodies, rows));
        rows += ROWS;
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Rate(rows, seconds, Cpu.ofThisProcess().since(before).per(rows));
    }
  }

  private List<String> bodies() {
    ExecutionId some = new ExecutionId(Workload.timeOrdered());
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < ROWS * BATCHES; i++) {
      bodies.add(Workload.node(some, organization, i % Workload.NODES).body());
    }
    return bodies;
  }

  private record Row(UUID execution, int seq, String body) {}

  private static List<Row> batch(List<String> bodies, int from) {
    List<Row> rows = new ArrayList<>();
    UUID execution = Workload.timeOrdered();
    for (int i = 0; i < ROWS; i++) {
      int seq = i % Workload.FRAMES + 1;
      execution = seq == 1 ? Workload.timeOrdered() : execution;
      rows.add(new Row(execution, seq, bodies.get((from + i) % bodies.size())));
    }
    return rows;
  }

  private void insert(Connection connection, PreparedStatement insert, List<Row> rows)
      throws SQLException {
    insert.setArray(1, array(connection, "uuid", rows.stream().map(Row::execution)));
    insert.setArray(2, array(connection, "int4", rows.stream().map(Row::seq)));
    insert.setArray(3, array(connection, "uuid", rows.stream().map(row -> organization.value())));
    insert.setArray(4, array(connection, "text", rows.stream().map(Row::body)));
    insert.executeUpdate();
  }

  /** Numbers and texts travel in binary form, if their arrays are typed. */
  private static Array array(Connection connection, String type, Stream<?> cells)
      throws SQLException {
    Object[] elements =
        switch (type) {
          case "int4" -> cells.toArray(Integer[]::new);
          case "text" -> cells.toArray(String[]::new);
          default -> cells.toArray();
        };
    return connection.createArrayOf(type, elements);
  }
}
