-- As before, but for a limit that was lowered: while a run goes on in a slot beyond it, none is let
-- in. Otherwise the slots up to the limit were given anew, and more went on than may.
CREATE OR REPLACE FUNCTION claim_slot(claimer uuid, tenant uuid, run uuid, most int)
  RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  free int;
BEGIN
  UPDATE running_slot s SET replica_id = claimer, claimed_at = clock_timestamp()
   WHERE s.organization_id = tenant AND s.execution_id = run;
  IF FOUND THEN
    RETURN true;
  END IF;
  IF EXISTS (
    SELECT 1 FROM running_slot s
     WHERE s.organization_id = tenant AND s.number > most AND s.execution_id IS NOT NULL) THEN
    RETURN false;
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
