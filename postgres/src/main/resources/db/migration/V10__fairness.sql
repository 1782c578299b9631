-- How many runs of an organization go on at once, and which is the next. Why it is as it is:
-- docs/adr/0012-fairness.md.
--
-- A queued run is a PENDING row with a "wake_at": it could go on since then. One without is held, as
-- its workflow is paused, or somebody reads its letters.

-- Among the queued runs of an organization the lowest goes first, then the oldest: 0 has begun
-- before, 1 to 10 are new, of priority 9 to 0.
ALTER TABLE execution ADD COLUMN turn smallint NOT NULL DEFAULT 5;
CREATE INDEX execution_queued ON execution (organization_id, turn, id)
  WHERE status = 'PENDING' AND wake_at IS NOT NULL;
DROP INDEX execution_held;
CREATE INDEX execution_held ON execution (organization_id, workflow_id)
  WHERE status = 'PENDING' AND wake_at IS NULL;
-- Queued runs are nobody's: who looks for its own does not pass them.
DROP INDEX execution_open;
CREATE INDEX execution_open ON execution (owner, id)
  WHERE status IN ('PENDING', 'RUNNING') AND owner IS NOT NULL;

-- The slots of the organizations that have a limit. Whose "execution_id" stands in one may be
-- RUNNING; it is taken in the transaction that makes it so, or before the run exists, and given back
-- in the one that ends it. So a slot outlives the replica that claimed it, with its run.
CREATE TABLE running_slot (
  organization_id uuid NOT NULL REFERENCES organization,
  number int NOT NULL,
  execution_id uuid,
  replica_id uuid,
  claimed_at timestamptz,
  PRIMARY KEY (organization_id, number)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX running_slot_of ON running_slot (organization_id, execution_id)
  WHERE execution_id IS NOT NULL;
CREATE INDEX running_slot_free ON running_slot (organization_id, number)
  WHERE execution_id IS NULL;
CREATE INDEX running_slot_by ON running_slot (replica_id) WHERE replica_id IS NOT NULL;

CREATE FUNCTION has_queue(tenant uuid) RETURNS boolean LANGUAGE sql STABLE
  RETURN EXISTS (
    SELECT 1 FROM execution e
     WHERE e.organization_id = tenant AND e.status = 'PENDING' AND e.wake_at IS NOT NULL);

-- Takes one of the organization's slots for a run; the same run has but one, however often it asks.
-- What somebody else is taking at this moment is passed over, so that nobody waits for anybody.
CREATE FUNCTION claim_slot(claimer uuid, tenant uuid, run uuid, most int) RETURNS boolean
  LANGUAGE plpgsql AS $$
DECLARE
  free int;
BEGIN
  UPDATE running_slot s SET replica_id = claimer, claimed_at = clock_timestamp()
   WHERE s.organization_id = tenant AND s.execution_id = run;
  IF FOUND THEN
    RETURN true;
  END IF;
  FOR try IN 1 .. 2 LOOP
    SELECT s.number INTO free FROM running_slot s
     WHERE s.organization_id = tenant AND s.execution_id IS NULL AND s.number <= most
     ORDER BY s.number LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
      UPDATE running_slot s
         SET execution_id = run, replica_id = claimer, claimed_at = clock_timestamp()
       WHERE s.organization_id = tenant AND s.number = free;
      RETURN true;
    END IF;
    EXIT WHEN most = 0 OR EXISTS (
      SELECT 1 FROM running_slot s WHERE s.organization_id = tenant AND s.number = most);
    INSERT INTO running_slot (organization_id, number)
    SELECT tenant, n FROM generate_series(1, most) n ON CONFLICT DO NOTHING;
  END LOOP;
  RETURN false;
END $$;

-- Whether a lease is not known to be lost: who has lost its own claims nothing.
CREATE FUNCTION is_held(claimer uuid) RETURNS boolean LANGUAGE sql STABLE
  RETURN EXISTS (SELECT 1 FROM replica r WHERE r.id = claimer AND NOT r.lost);

-- For a new run: behind those that are queued.
CREATE FUNCTION claim_slot_to_start(claimer uuid, tenant uuid, run uuid, most int) RETURNS boolean
  LANGUAGE plpgsql AS $$
BEGIN
  RETURN is_held(claimer) AND NOT has_queue(tenant) AND claim_slot(claimer, tenant, run, most);
END $$;

-- Runs that wait and are due. Those that find no slot are queued before new ones.
CREATE FUNCTION claim_due(claimer uuid, room int, tiers text[], most int[])
  RETURNS TABLE (organization uuid, run uuid, workflow uuid, version int, has_slot boolean)
  LANGUAGE plpgsql AS $$
DECLARE
  due record;
  organizations uuid[] := '{}';
  taken uuid[] := '{}';
  slots boolean[] := '{}';
  parked_of uuid[] := '{}';
  parked uuid[] := '{}';
BEGIN
  IF NOT is_held(claimer) THEN
    RETURN;
  END IF;
  FOR due IN
    SELECT e.organization_id, e.id, most[array_position(tiers, o.tier)] AS slots
      FROM execution e LEFT JOIN organization o ON o.id = e.organization_id
     WHERE e.status = 'WAITING' AND e.wake_at <= now()
     ORDER BY e.wake_at, e.id LIMIT room FOR UPDATE OF e SKIP LOCKED
  LOOP
    IF due.slots IS NULL OR claim_slot(claimer, due.organization_id, due.id, due.slots) THEN
      organizations := organizations || due.organization_id;
      taken := taken || due.id;
      slots := slots || (due.slots IS NOT NULL);
    ELSE
      parked_of := parked_of || due.organization_id;
      parked := parked || due.id;
    END IF;
  END LOOP;
  IF cardinality(parked) > 0 THEN
    UPDATE execution e SET status = 'PENDING', turn = 0
      FROM unnest(parked_of, parked) p (tenant, id)
     WHERE e.organization_id = p.tenant AND e.id = p.id;
  END IF;
  IF cardinality(taken) > 0 THEN
    RETURN QUERY
      UPDATE execution e SET owner = claimer, status = 'RUNNING', wake_at = NULL
        FROM unnest(organizations, taken, slots) t (tenant, id, slot)
       WHERE e.organization_id = t.tenant AND e.id = t.id
      RETURNING e.organization_id, e.id, e.workflow_id, e.workflow_version, t.slot;
  END IF;
END $$;

-- Queued runs. Organizations draw lots for every place: of two with the same weight each gets every
-- other one, one of twice the weight gets two for one. Within an organization its order holds. One
-- probe finds the next organization that has any, and one its next run, however many there are.
-- A row without a run says that some organization has more, and no slot for it.
CREATE FUNCTION claim_queued(claimer uuid, room int, tiers text[], most int[], weights int[])
  RETURNS TABLE (organization uuid, run uuid, workflow uuid, version int, has_slot boolean)
  LANGUAGE plpgsql AS $$
DECLARE
  chosen record;
  share int;
  open_of uuid[];
  open_slots int[];
  open_room int[];
  open_weight int[];
  blocked boolean;
  organizations uuid[] := '{}';
  taken uuid[] := '{}';
  slots boolean[] := '{}';
BEGIN
  IF NOT is_held(claimer) THEN
    RETURN;
  END IF;
  WITH RECURSIVE head AS (
    (SELECT e.organization_id AS tenant FROM execution e
      WHERE e.status = 'PENDING' AND e.wake_at IS NOT NULL
      ORDER BY e.organization_id LIMIT 1)
    UNION ALL
    SELECT (SELECT e.organization_id FROM execution e
             WHERE e.status = 'PENDING' AND e.wake_at IS NOT NULL AND e.organization_id > h.tenant
             ORDER BY e.organization_id LIMIT 1)
      FROM head h WHERE h.tenant IS NOT NULL),
  standing AS MATERIALIZED (
    SELECT h.tenant, most[array_position(tiers, o.tier)] AS slots,
           coalesce(weights[array_position(tiers, o.tier)], 1) AS weight
      FROM head h LEFT JOIN organization o ON o.id = h.tenant
     WHERE h.tenant IS NOT NULL),
  open AS MATERIALIZED (
    SELECT s.tenant, s.slots, s.weight,
           CASE WHEN s.slots IS NULL THEN room
                WHEN NOT EXISTS (SELECT 1 FROM running_slot r
                                  WHERE r.organization_id = s.tenant AND r.number = s.slots)
                  THEN least(room, s.slots)
                ELSE (SELECT count(*) FROM (
                       SELECT 1 FROM running_slot r
                        WHERE r.organization_id = s.tenant AND r.execution_id IS NULL
                          AND r.number <= s.slots
                        LIMIT room) f)::int
           END AS room
      FROM standing s)
  SELECT array_agg(o.tenant) FILTER (WHERE o.room > 0),
         array_agg(o.slots) FILTER (WHERE o.room > 0),
         array_agg(o.room) FILTER (WHERE o.room > 0),
         array_agg(o.weight) FILTER (WHERE o.room > 0),
         coalesce(bool_or(o.room = 0), false)
    INTO open_of, open_slots, open_room, open_weight, blocked
    FROM open o;
  IF open_of IS NOT NULL THEN
    share := greatest(1, 2 * room / cardinality(open_of));
    FOR chosen IN
      SELECT q.tenant, q.id, q.slots
        FROM (SELECT o.tenant, o.slots, c.id,
                     (c.place - 1 - ln(1 - o.lot)) / o.weight AS place
                FROM (SELECT u.*, random() AS lot
                        FROM unnest(open_of, open_slots, open_room, open_weight)
                             u (tenant, slots, room, weight)) o
               CROSS JOIN LATERAL (
                 SELECT e.id, row_number() OVER (ORDER BY e.turn, e.id) AS place
                   FROM execution e
                  WHERE e.organization_id = o.tenant
                    AND e.status = 'PENDING' AND e.wake_at IS NOT NULL
                  ORDER BY e.turn, e.id LIMIT least(o.room, share)) c) q
       ORDER BY q.place LIMIT room
    LOOP
      PERFORM 1 FROM execution e
        WHERE e.organization_id = chosen.tenant AND e.id = chosen.id
          AND e.status = 'PENDING' AND e.wake_at IS NOT NULL
          FOR UPDATE SKIP LOCKED;
      IF NOT FOUND THEN
        CONTINUE;
      END IF;
      IF chosen.slots IS NULL OR claim_slot(claimer, chosen.tenant, chosen.id, chosen.slots) THEN
        organizations := organizations || chosen.tenant;
        taken := taken || chosen.id;
        slots := slots || (chosen.slots IS NOT NULL);
      ELSE
        blocked := true;
      END IF;
    END LOOP;
  END IF;
  IF cardinality(taken) > 0 THEN
    RETURN QUERY
      UPDATE execution e SET owner = claimer, status = 'RUNNING', wake_at = NULL
        FROM unnest(organizations, taken, slots) t (tenant, id, slot)
       WHERE e.organization_id = t.tenant AND e.id = t.id
      RETURNING e.organization_id, e.id, e.workflow_id, e.workflow_version, t.slot;
  END IF;
  IF blocked THEN
    RETURN QUERY SELECT NULL::uuid, NULL::uuid, NULL::uuid, NULL::int, false;
  END IF;
END $$;

-- A run that rests, for the letters that were left for it. Without a slot it is claimed all the
-- same, and stays PENDING: its letters are read, and nothing of it is performed.
CREATE FUNCTION claim_called(claimer uuid, tenant uuid, called uuid, tiers text[], most int[])
  RETURNS TABLE (
    organization uuid, run uuid, workflow uuid, version int, has_slot boolean, runs boolean)
  LANGUAGE plpgsql AS $$
DECLARE
  found_run record;
  goes_on boolean;
BEGIN
  SELECT e.status, e.wake_at, most[array_position(tiers, o.tier)] AS slots INTO found_run
    FROM execution e LEFT JOIN organization o ON o.id = e.organization_id
   WHERE e.organization_id = tenant AND e.id = called AND e.owner IS NULL
     AND e.status IN ('PENDING', 'WAITING')
     FOR UPDATE OF e;
  IF NOT FOUND OR NOT is_held(claimer) THEN
    RETURN;
  END IF;
  goes_on := CASE
    WHEN found_run.slots IS NULL THEN found_run.status = 'WAITING' OR found_run.wake_at IS NULL
    ELSE found_run.status = 'WAITING' AND claim_slot(claimer, tenant, called, found_run.slots)
    END;
  RETURN QUERY
    UPDATE execution e
       SET owner = claimer, wake_at = NULL,
           status = CASE WHEN goes_on THEN 'RUNNING' ELSE 'PENDING' END,
           turn = CASE WHEN e.status = 'WAITING' THEN 0 ELSE e.turn END
     WHERE e.organization_id = tenant AND e.id = called
    RETURNING e.organization_id, e.id, e.workflow_id, e.workflow_version,
              goes_on AND found_run.slots IS NOT NULL, goes_on;
END $$;

-- Slots of runs that never came to be, because their replica was lost before.
CREATE FUNCTION free_lost_slots() RETURNS void LANGUAGE sql
BEGIN ATOMIC
  UPDATE running_slot s SET execution_id = NULL, replica_id = NULL
    FROM replica r
   WHERE r.id = s.replica_id AND r.lost
     AND NOT EXISTS (SELECT 1 FROM execution e
                      WHERE e.organization_id = s.organization_id AND e.id = s.execution_id
                        AND e.status = 'RUNNING');
END;

-- Walls ------------------------------------------------------------------------------------------

ALTER TABLE running_slot ENABLE ROW LEVEL SECURITY;
ALTER TABLE running_slot FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON running_slot FOR SELECT TO ${app}
  USING (organization_id = (SELECT current_organization()));
CREATE POLICY journal ON running_slot TO ${journal} USING (true) WITH CHECK (true);
CREATE POLICY journal ON organization FOR SELECT TO ${journal} USING (true);

GRANT SELECT ON running_slot TO ${app};
GRANT SELECT, INSERT, UPDATE ON running_slot TO ${journal};
GRANT SELECT (id, tier) ON organization TO ${journal};
