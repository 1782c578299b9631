package dev.treadle.postgres.catalog;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.runtime.journal.EventCodec;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.WorkflowId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Runs as their organization sees them: their rows, and their journals. */
public final class Executions {
  /**
   * One round trip: a row for each frame, each with the run's own row; none but the first if the
   * run has no frame yet.
   */
  private static final String FIND =
      """
      select e.workflow_id, e.workflow_version, e.status, e.started_at, j.seq, j.body
        from execution e
        left join journal j on j.execution_id = e.id and j.organization_id = e.organization_id
       where e.organization_id = ? and e.id = ?
       order by j.seq
      """;

  /**
   * A run's row and some of its frames, of one moment: as many as have so many bytes together. Of
   * the first one that has more, how many it has; a body's length is known without reading it.
   */
  private static final String AFTER =
      """
      select e.workflow_id, e.workflow_version, e.status, j.seq,
             case when j.together <= ? then j.body end, j.bytes
        from execution e
        left join lateral (
          select f.seq, f.body, octet_length(f.body) as bytes,
                 sum(octet_length(f.body)) over (order by f.seq) as together
            from (select g.seq, g.body from journal g
                   where g.execution_id = e.id and g.organization_id = e.organization_id
                     and g.seq > ?
                   order by g.seq limit ?) f) j
          on j.together <= ? or j.together = j.bytes
       where e.organization_id = ? and e.id = ?
       order by j.seq
      """;

  private static final String CLAIM_KEY =
      """
      insert into idempotency_key (organization_id, key, fingerprint, execution_id)
      values (?, ?, ?, ?)
      on conflict (organization_id, key) do update
         set fingerprint = excluded.fingerprint, execution_id = excluded.execution_id,
             created_at = now()
       where idempotency_key.created_at < now() - interval '24 hours'
      returning execution_id, fingerprint
      """;

  private static final String READ_KEY =
      "select execution_id, fingerprint from idempotency_key where organization_id = ? and key = ?";

  private static final String GIVE_BACK =
      """
      delete from idempotency_key k
       where k.organization_id = ? and k.key = ? and k.execution_id = ?
         and not exists (select 1 from execution e
                          where e.organization_id = k.organization_id and e.id = k.execution_id)
      returning 1
      """;

  private final TenantQueries queries;

  public Executions(TenantQueries queries) {
    this.queries = queries;
  }

  /** A run and its whole journal. */
  public record StoredExecution(
      ExecutionId id,
      WorkflowId workflow,
      int version,
      RunStatus status,
      Instant startedAt,
      List<Frame> frames) {}

  /**
   * A part of a run's journal, and the run's status at that moment.
   *
   * @param large the bytes of the next frame, when it alone has more than were asked for; else 0
   */
  public record Progress(
      WorkflowId workflow, int version, RunStatus status, List<Frame> frames, int large) {}

  /**
   * How much of a journal is read at once.
   *
   * @param frames at most
   * @param bytes of their bodies together, at most
   */
  public record Portion(int frames, int bytes) {
    /** Of the run itself. */
    public static final Portion NOTHING = new Portion(0, 0);
  }

  /** What a key of idempotency stands for. */
  public record KeyUse(ExecutionId execution, String fingerprint) {}

  public Optional<StoredExecution> find(OrganizationId organization, ExecutionId id) {
    List<Frame> frames = new ArrayList<>();
    return queries
        .query(
            organization,
            FIND,
            to -> to.id(organization.value()).id(id.value()),
            row -> {
              String body = row.getString(6);
              if (body != null) {
                frames.add(new Frame(row.getInt(5), EventCodec.read(id, body)));
              }
              return new StoredExecution(
                  id,
                  new WorkflowId(row.getObject(1, UUID.class)),
                  row.getInt(2),
                  RunStatus.valueOf(row.getString(3)),
                  row.getObject(4, OffsetDateTime.class).toInstant(),
                  frames);
            })
        .stream()
        .findFirst();
  }

  /**
   * The frames of a run that come after an event, in order.
   *
   * @param seq the number of the last event of a frame, 0 for the beginning
   */
  public Optional<Progress> after(
      OrganizationId organization, ExecutionId id, int seq, Portion most) {
    List<Frame> frames = new ArrayList<>();
    return queries
        .query(
            organization,
            AFTER,
            to ->
                to.number(most.bytes)
                    .number(seq)
                    .number(most.frames)
                    .number(most.bytes)
                    .id(organization.value())
                    .id(id.value()),
            row -> {
              String body = row.getString(5);
              if (body != null) {
                frames.add(new Frame(row.getInt(4), EventCodec.read(id, body)));
              }
              return new Progress(
                  new WorkflowId(row.getObject(1, UUID.class)),
                  row.getInt(2),
                  RunStatus.valueOf(row.getString(3)),
                  frames,
                  body == null ? row.getInt(6) : 0);
            })
        .stream()
        .findFirst();
  }

  /**
   * Takes a key for a run that is about to start, or finds out for which run it was taken in the
   * last 24 hours.
   */
  public KeyUse useKey(
      OrganizationId organization, String key, String fingerprint, ExecutionId execution) {
    return queries
        .queryOne(
            organization,
            CLAIM_KEY,
            to -> to.id(organization.value()).text(key).text(fingerprint).id(execution.value()),
            row -> new KeyUse(new ExecutionId(row.getObject(1, UUID.class)), row.getString(2)))
        .or(
            () ->
                queries.queryOne(
                    organization,
                    READ_KEY,
                    to -> to.id(organization.value()).text(key),
                    row ->
                        new KeyUse(
                            new ExecutionId(row.getObject(1, UUID.class)), row.getString(2))))
        .orElseThrow();
  }

  /** Gives a key back whose run was refused before it came to be. */
  public void giveBackKey(OrganizationId organization, String key, ExecutionId execution) {
    queries.query(
        organization,
        GIVE_BACK,
        to -> to.id(organization.value()).text(key).id(execution.value()),
        row -> true);
  }
}
