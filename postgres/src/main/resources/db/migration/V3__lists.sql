-- Lists, search, and counts of runs. Why counts are kept as they are: docs/adr/0005-counters.md.

-- Counts -----------------------------------------------------------------------------------------
-- What the runs of a workflow are, did and consumed, by status: totals, and changes that are not in
-- them yet. Changes are only inserted, so that no run waits for another; folding adds them to the
-- totals. Deleting a workflow or a run takes nothing away: these are counts of all time.

CREATE TABLE execution_total (
  organization_id uuid NOT NULL,
  workflow_id uuid NOT NULL,
  status text NOT NULL,
  executions bigint NOT NULL DEFAULT 0,
  tokens_used bigint NOT NULL DEFAULT 0,
  cost numeric NOT NULL DEFAULT 0,
  last_started timestamptz,
  PRIMARY KEY (organization_id, workflow_id, status)
) WITH (fillfactor = 80);
CREATE INDEX execution_total_completed ON execution_total (organization_id, executions, workflow_id)
  WHERE status = 'COMPLETED';

CREATE TABLE execution_change (
  organization_id uuid NOT NULL,
  workflow_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  status text NOT NULL,
  executions bigint NOT NULL,
  tokens_used bigint NOT NULL,
  cost numeric NOT NULL,
  last_started timestamptz NOT NULL,
  PRIMARY KEY (organization_id, workflow_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000000);

-- One statement that reads this sees each run once, folded or not.
CREATE VIEW execution_count WITH (security_invoker = true) AS
  SELECT organization_id, workflow_id, status, executions, tokens_used, cost, last_started
    FROM execution_total
  UNION ALL
  SELECT organization_id, workflow_id, status, executions, tokens_used, cost, last_started
    FROM execution_change;

-- Changes are what a statement did to the rows of runs, not what somebody meant to do: a batch that
-- is sent again changes nothing, and so counts nothing.
CREATE FUNCTION count_born_executions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO execution_change
      (organization_id, workflow_id, status, executions, tokens_used, cost, last_started)
  SELECT organization_id, workflow_id, status,
         count(*), sum(tokens_used), sum(cost), max(started_at)
    FROM born
   GROUP BY organization_id, workflow_id, status;
  RETURN NULL;
END $$;

CREATE FUNCTION count_changed_executions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO execution_change
      (organization_id, workflow_id, status, executions, tokens_used, cost, last_started)
  SELECT organization_id, workflow_id, status,
         sum(sign), sum(sign * tokens_used), sum(sign * cost), max(started_at)
    FROM (SELECT 1 AS sign, * FROM after_it UNION ALL SELECT -1, * FROM before_it) moved
   GROUP BY organization_id, workflow_id, status
  HAVING sum(sign) <> 0 OR sum(sign * tokens_used) <> 0 OR sum(sign * cost) <> 0;
  RETURN NULL;
END $$;

CREATE TRIGGER count_born AFTER INSERT ON execution
  REFERENCING NEW TABLE AS born
  FOR EACH STATEMENT EXECUTE FUNCTION count_born_executions();
CREATE TRIGGER count_changed AFTER UPDATE ON execution
  REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it
  FOR EACH STATEMENT EXECUTE FUNCTION count_changed_executions();

-- A workflow that never ran has its place in the order of counts, too.
CREATE FUNCTION begin_to_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO execution_total (organization_id, workflow_id, status)
  VALUES (NEW.organization_id, NEW.id, 'COMPLETED');
  RETURN NULL;
END $$;
CREATE TRIGGER begin_to_count AFTER INSERT ON workflow
  FOR EACH ROW EXECUTE FUNCTION begin_to_count();

-- Adds every change that was committed before the call to the totals. Of several callers each does
-- so after the other: a change is folded once, because it is deleted by what adds it.
CREATE FUNCTION fold_executions() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('treadle.executions.fold'));
  WITH folded AS (
    DELETE FROM execution_change
    RETURNING organization_id, workflow_id, status, executions, tokens_used, cost, last_started)
  INSERT INTO execution_total AS t
      (organization_id, workflow_id, status, executions, tokens_used, cost, last_started)
  SELECT organization_id, workflow_id, status,
         sum(executions), sum(tokens_used), sum(cost), max(last_started)
    FROM folded
   GROUP BY organization_id, workflow_id, status
  ON CONFLICT (organization_id, workflow_id, status) DO UPDATE
     SET executions = t.executions + excluded.executions,
         tokens_used = t.tokens_used + excluded.tokens_used,
         cost = t.cost + excluded.cost,
         last_started = greatest(t.last_started, excluded.last_started);
END $$;

-- What is there already. The triggers hold writers off until this is committed; the owner sees rows
-- only while row-level security is not forced on it.
ALTER TABLE workflow NO FORCE ROW LEVEL SECURITY;
ALTER TABLE execution NO FORCE ROW LEVEL SECURITY;
INSERT INTO execution_total
    (organization_id, workflow_id, status, executions, tokens_used, cost, last_started)
SELECT organization_id, workflow_id, status,
       count(*), sum(tokens_used), sum(cost), max(started_at)
  FROM execution
 GROUP BY organization_id, workflow_id, status;
INSERT INTO execution_total (organization_id, workflow_id, status)
SELECT organization_id, id, 'COMPLETED' FROM workflow
ON CONFLICT DO NOTHING;
ALTER TABLE workflow FORCE ROW LEVEL SECURITY;
ALTER TABLE execution FORCE ROW LEVEL SECURITY;

-- Lists ------------------------------------------------------------------------------------------

CREATE INDEX workflow_by_creation ON workflow (organization_id, created_at, id)
  WHERE deleted_at IS NULL;
CREATE INDEX workflow_by_update ON workflow (organization_id, updated_at, id)
  WHERE deleted_at IS NULL;
CREATE INDEX workflow_by_name ON workflow (organization_id, name COLLATE "C", id)
  WHERE deleted_at IS NULL;

CREATE INDEX execution_by_status ON execution (organization_id, status, started_at, id);
CREATE INDEX execution_of_workflow_by_status
  ON execution (organization_id, workflow_id, status, started_at, id);

-- Search -----------------------------------------------------------------------------------------

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX workflow_words ON workflow
  USING gin (lower(name) gin_trgm_ops, lower(description) gin_trgm_ops) WITH (fastupdate = off)
  WHERE deleted_at IS NULL;

-- LIKE is not leakproof, so that row-level security keeps it from the index. This asks as the owner
-- of the table, and is itself the wall: the organization is the caller's setting, never an argument.
CREATE FUNCTION search_workflows(needle text) RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
  SET search_path = public, pg_temp
  SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  tenant uuid := current_organization();
  pattern text := '%' || regexp_replace(lower(needle), '([\\%_])', '\\\1', 'g') || '%';
BEGIN
  RETURN QUERY
    SELECT w.id FROM workflow w
     WHERE w.organization_id = tenant AND w.deleted_at IS NULL
       AND (lower(w.name) LIKE pattern OR lower(w.description) LIKE pattern);
END $$;
CREATE POLICY search ON workflow FOR SELECT TO CURRENT_USER USING (true);

REVOKE ALL ON FUNCTION search_workflows(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_workflows(text) TO ${app};

-- Walls ------------------------------------------------------------------------------------------

ALTER TABLE execution_total ENABLE ROW LEVEL SECURITY;
ALTER TABLE execution_total FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON execution_total TO ${app}
  USING (organization_id = (SELECT current_organization()))
  WITH CHECK (organization_id = (SELECT current_organization()));
CREATE POLICY journal ON execution_total TO ${journal} USING (true) WITH CHECK (true);

ALTER TABLE execution_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE execution_change FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON execution_change FOR SELECT TO ${app}
  USING (organization_id = (SELECT current_organization()));
CREATE POLICY journal ON execution_change TO ${journal} USING (true) WITH CHECK (true);

REVOKE ALL ON FUNCTION fold_executions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fold_executions() TO ${journal};

GRANT SELECT ON execution_total, execution_change, execution_count TO ${app};
-- Its first row is made with the workflow, all zero.
GRANT INSERT (organization_id, workflow_id, status) ON execution_total TO ${app};
GRANT SELECT, INSERT, UPDATE ON execution_total TO ${journal};
GRANT SELECT, INSERT, DELETE ON execution_change TO ${journal};
