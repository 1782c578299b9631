package dev.treadle.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.postgres.testkit.Scene;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Plans for any parameters that are made while the tables are empty: a connection keeps to them
 * when there are millions of rows, until the table is analyzed.
 */
class PlansTest {
  private static Scene scene;

  @BeforeAll
  static void open() {
    scene = Scene.open();
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  @Test
  void theNewestRunOfAWorkflowIsTheFirstThatItsIndexGives() {
    assertThat(plan("(uuid, uuid)", numbered(Workflows.FIND)))
        .anyMatch(line -> line.contains("Index Scan using execution_of_workflow on execution"))
        .noneMatch(line -> line.contains("Sort"))
        .noneMatch(line -> line.contains("Bitmap") || line.contains("Seq Scan"));
  }

  @Test
  void theNewestRunsOfSeveralWorkflowsAreTheFirstThatTheirIndexGives() {
    assertThat(plan("(uuid[], uuid, int)", numbered(ListExecutions.NEWEST)))
        .anyMatch(line -> line.contains("Index Scan using execution_of_workflow on execution"))
        .noneMatch(line -> line.contains("Bitmap") || line.contains("Seq Scan"));
  }

  private static String numbered(String sql) {
    AtomicInteger last = new AtomicInteger();
    return Pattern.compile("\\?").matcher(sql).replaceAll(it -> "\\$" + last.incrementAndGet());
  }

  private static List<String> plan(String types, String sql) {
    return scene
        .database()
        .tenants()
        .inTransaction(Scene.ORGANIZATION, connection -> explain(connection, types, sql));
  }

  private static List<String> explain(Connection connection, String types, String sql)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local plan_cache_mode = force_generic_plan");
      statement.execute("prepare planned " + types + " as " + sql);
      String nulls = types.replaceAll("[a-z]+(\\[\\])?", "null");
      List<String> lines = new ArrayList<>();
      try (ResultSet row = statement.executeQuery("explain execute planned " + nulls)) {
        while (row.next()) {
          lines.add(row.getString(1));
        }
      }
      statement.execute("deallocate planned");
      return lines;
    }
  }
}
