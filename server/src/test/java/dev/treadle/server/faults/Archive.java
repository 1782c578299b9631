package dev.treadle.server.faults;

import dev.treadle.runtime.journal.EventCodec;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.values.ExecutionId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The database as somebody sees it who does not ask any replica. */
final class Archive {
  /**
   * Has the database itself note every frame that was written by a replica which did not own its
   * run: the fence tells who writes, the run's row whose it is. A run that is born with the frame
   * may rest at once, and is nobody's then.
   */
  private static final String WATCH =
      """
      create schema watch;
      create table watch.stale_write (what text not null);
      alter function public.fence(uuid, int) rename to fence_itself;
      create function public.fence(replica_id uuid, held int) returns void
        language plpgsql as $$
      begin
        perform public.fence_itself(replica_id, held);
        perform set_config('watch.writer', replica_id::text, true);
      end $$;
      grant execute on function public.fence(uuid, int) to public;
      create function watch.check_writer() returns trigger
        language plpgsql security definer as $$
      begin
        insert into watch.stale_write
        select new.execution_id || ' ' || new.seq
         where not exists (
           select 1 from public.execution e
            where e.organization_id = new.organization_id and e.id = new.execution_id
              and (e.owner = current_setting('watch.writer')::uuid
                   or e.xmin = pg_current_xact_id()::xid));
        return null;
      end $$;
      create trigger check_writer after insert on public.journal
        for each row execute function watch.check_writer();
      """;

  private final Cluster cluster;

  Archive(Cluster cluster) {
    this.cluster = cluster;
  }

  void watch() throws SQLException, IOException {
    cluster.execute(WATCH);
  }

  List<String> staleWrites() throws SQLException, IOException {
    return read("select what from watch.stale_write", row -> row.getString(1));
  }

  Map<ExecutionId, String> rows() throws SQLException, IOException {
    Map<ExecutionId, String> rows = new HashMap<>();
    read(
        "select id, status from execution",
        row -> rows.put(new ExecutionId(row.getObject(1, UUID.class)), row.getString(2)));
    return rows;
  }

  /** How many runs have not ended. */
  long open() throws SQLException, IOException {
    return read(
            "select count(*) from execution where status in ('PENDING', 'RUNNING', 'WAITING')",
            row -> row.getLong(1))
        .getFirst();
  }

  Map<ExecutionId, List<Frame>> journals() throws SQLException, IOException {
    Map<ExecutionId, List<Frame>> journals = new HashMap<>();
    read(
        "select execution_id, seq, body from journal order by execution_id, seq",
        row -> {
          ExecutionId run = new ExecutionId(row.getObject(1, UUID.class));
          Frame frame = new Frame(row.getInt(2), EventCodec.read(run, row.getString(3)));
          return journals.computeIfAbsent(run, id -> new ArrayList<>()).add(frame);
        });
    return journals;
  }

  @FunctionalInterface
  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> read(String sql, Row<T> row) throws SQLException, IOException {
    List<T> all = new ArrayList<>();
    try (Connection connection = cluster.superuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        all.add(row.read(rows));
      }
    }
    return all;
  }
}
