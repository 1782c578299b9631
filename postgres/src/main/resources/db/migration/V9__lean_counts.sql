-- What every run pays for its row is paid once per batch instead, or not at all; and what is checked
-- and recorded with a change goes to the database together with it.

-- Counts -----------------------------------------------------------------------------------------
-- A statement that writes runs leaves one row of changes, however many runs, workflows and
-- organizations it is about. Runs that are being driven are not counted by changes: they are few,
-- and are counted where they are asked for.

ALTER TABLE execution NO FORCE ROW LEVEL SECURITY;
ALTER TABLE execution_total NO FORCE ROW LEVEL SECURITY;
ALTER TABLE execution_change NO FORCE ROW LEVEL SECURITY;
SELECT fold_executions();
DELETE FROM execution_total WHERE status = 'RUNNING';
DROP VIEW execution_count;
DROP TABLE execution_change;
ALTER TABLE execution_total DROP COLUMN last_started;
ALTER TABLE execution FORCE ROW LEVEL SECURITY;
ALTER TABLE execution_total FORCE ROW LEVEL SECURITY;

-- The arrays are columns of the same rows: the n-th of each belong together.
CREATE TABLE execution_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organizations uuid[] NOT NULL,
  workflows uuid[] NOT NULL,
  statuses text[] NOT NULL,
  executions int[] NOT NULL,
  tokens_used bigint[] NOT NULL,
  cost numeric[] NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 1000000);

CREATE OR REPLACE FUNCTION count_born_executions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO execution_change
      (organizations, workflows, statuses, executions, tokens_used, cost)
  SELECT array_agg(organization_id), array_agg(workflow_id), array_agg(status),
         array_agg(executions), array_agg(tokens_used), array_agg(cost)
    FROM (SELECT organization_id, workflow_id, status, count(*)::int AS executions,
                 sum(tokens_used)::bigint AS tokens_used, sum(cost) AS cost
            FROM born WHERE status <> 'RUNNING'
           GROUP BY organization_id, workflow_id, status) counted
  HAVING count(*) > 0;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION count_changed_executions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO execution_change
      (organizations, workflows, statuses, executions, tokens_used, cost)
  SELECT array_agg(organization_id), array_agg(workflow_id), array_agg(status),
         array_agg(executions), array_agg(tokens_used), array_agg(cost)
    FROM (SELECT organization_id, workflow_id, status, sum(sign)::int AS executions,
                 sum(sign * tokens_used)::bigint AS tokens_used, sum(sign * cost) AS cost
            FROM (SELECT 1 AS sign, organization_id, workflow_id, status, tokens_used, cost
                    FROM after_it WHERE status <> 'RUNNING'
                  UNION ALL
                  SELECT -1, organization_id, workflow_id, status, tokens_used, cost
                    FROM before_it WHERE status <> 'RUNNING') moved
           GROUP BY organization_id, workflow_id, status
          HAVING sum(sign) <> 0 OR sum(sign * tokens_used) <> 0 OR sum(sign * cost) <> 0) counted
  HAVING count(*) > 0;
  RETURN NULL;
END $$;

-- Of several callers each folds after the other: a change is folded once, because it is deleted by
-- what adds it to the totals.
CREATE OR REPLACE FUNCTION fold_executions() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('treadle.executions.fold'));
  WITH folded AS (
    DELETE FROM execution_change
    RETURNING organizations, workflows, statuses, executions, tokens_used, cost)
  INSERT INTO execution_total AS t
      (organization_id, workflow_id, status, executions, tokens_used, cost)
  SELECT u.organization_id, u.workflow_id, u.status,
         sum(u.executions), sum(u.tokens_used), sum(u.cost)
    FROM folded f
   CROSS JOIN unnest(f.organizations, f.workflows, f.statuses, f.executions, f.tokens_used, f.cost)
         u (organization_id, workflow_id, status, executions, tokens_used, cost)
   GROUP BY u.organization_id, u.workflow_id, u.status
  ON CONFLICT (organization_id, workflow_id, status) DO UPDATE
     SET executions = t.executions + excluded.executions,
         tokens_used = t.tokens_used + excluded.tokens_used,
         cost = t.cost + excluded.cost;
END $$;

-- Changes belong to many organizations, so that nobody reads them but through this, which is itself
-- the wall. It sees what the statement sees that asks.
CREATE FUNCTION unfolded_executions()
  RETURNS TABLE (workflow_id uuid, status text, executions int, tokens_used bigint, cost numeric)
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp AS $$
DECLARE
  tenant uuid := current_organization();
BEGIN
  RETURN QUERY
    SELECT u.workflow_id, u.status, u.executions, u.tokens_used, u.cost
      FROM execution_change c
     CROSS JOIN unnest(c.organizations, c.workflows, c.statuses, c.executions, c.tokens_used,
               c.cost)
           u (organization_id, workflow_id, status, executions, tokens_used, cost)
     WHERE tenant = ANY (c.organizations) AND u.organization_id = tenant;
END $$;

ALTER TABLE execution_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE execution_change FORCE ROW LEVEL SECURITY;
CREATE POLICY journal ON execution_change TO ${journal} USING (true) WITH CHECK (true);
CREATE POLICY unfolded ON execution_change FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, DELETE ON execution_change TO ${journal};
REVOKE ALL ON FUNCTION unfolded_executions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unfolded_executions() TO ${app};

-- Lists ------------------------------------------------------------------------------------------
-- The newest runs are those with the highest ids. A run that is driven and then completes has no
-- place in an index by status; one that runs has a place in an index of its own.

DROP INDEX execution_by_status;
DROP INDEX execution_of_workflow_by_status;
CREATE INDEX execution_by_status ON execution (organization_id, status, id)
  WHERE status IN ('PENDING', 'WAITING', 'FAILED', 'CANCELLED');
CREATE INDEX execution_of_workflow_by_status ON execution (organization_id, workflow_id, status, id)
  WHERE status IN ('PENDING', 'WAITING', 'FAILED', 'CANCELLED');
CREATE INDEX execution_running ON execution (organization_id, id) WHERE status = 'RUNNING';

-- Tiers ------------------------------------------------------------------------------------------

-- Makes sure that an organization has fewer workflows than "most" until the transaction ends: none
-- of its changes can be counted twice or not at all, because each waits for the one before.
-- Gives how many there are when it has as many or more, and no row when there is room or no limit.
CREATE FUNCTION workflows_at_limit(organization uuid, most int) RETURNS SETOF bigint
  LANGUAGE plpgsql AS $$
DECLARE
  used bigint;
BEGIN
  IF most IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('treadle.workflows.' || organization, 0));
    SELECT count(*) INTO used FROM workflow w
     WHERE w.organization_id = organization AND w.deleted_at IS NULL;
    IF used >= most THEN
      RETURN NEXT used;
    END IF;
  END IF;
END $$;

-- Audit ------------------------------------------------------------------------------------------

-- Adds an entry to the chain of an organization, whose other entries wait until the transaction
-- ends. What is hashed is its canonical JSON (AuditChain says how), which comes in two parts: the
-- moment stands between them, the hash of the entry before and the number after them.
CREATE FUNCTION record_audit(
  organization uuid, by_user uuid, came_via text, from_address text, done text, object text,
  more json, canonical_begin text, canonical_rest text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  moment timestamptz;
  head_seq bigint;
  head_hash text;
  sealed text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('treadle.audit.' || organization, 0));
  moment := date_trunc('milliseconds', clock_timestamp());
  SELECT a.seq, a.hash INTO head_seq, head_hash FROM audit_entry a
   WHERE a.organization_id = organization ORDER BY a.seq DESC LIMIT 1;
  head_seq := coalesce(head_seq, 0) + 1;
  head_hash := coalesce(head_hash, repeat('0', 64));
  sealed := canonical_begin
    || to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
    || CASE WHEN moment = date_trunc('second', moment) THEN 'Z'
            ELSE to_char(moment AT TIME ZONE 'UTC', '.MS"Z"') END
    || canonical_rest || head_hash || '","seq":' || head_seq || '}';
  INSERT INTO audit_entry (organization_id, seq, at, user_id, via, address, action, object_id,
      details, previous_hash, hash)
  VALUES (organization, head_seq, moment, by_user, came_via, from_address, done, object, more,
      head_hash, encode(sha256(convert_to(sealed, 'UTF8')), 'hex'));
  RETURN head_seq;
END $$;
