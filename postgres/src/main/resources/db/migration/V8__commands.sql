-- Commands that were left for runs, whichever replica drives them: cancellations, signals,
-- decisions. The owner of a run reads them and sets "outcome" in the transaction in which it appends
-- what follows from them, so each has its effect exactly once. The poll of every replica is the
-- truth; the notification only makes it come sooner.

CREATE TABLE command (
  organization_id uuid NOT NULL,
  number bigint GENERATED ALWAYS AS IDENTITY,
  execution_id uuid NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Null until it was decided; then ACCEPTED, or why it changed nothing.
  outcome text,
  PRIMARY KEY (organization_id, number)
);
CREATE INDEX command_open ON command (execution_id, number) WHERE outcome IS NULL;
CREATE INDEX command_age ON command (created_at);

CREATE FUNCTION call_owners() RETURNS trigger
  LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('treadle_command', '');
  RETURN NULL;
END $$;

CREATE TRIGGER command_calls AFTER INSERT ON command
  FOR EACH STATEMENT EXECUTE FUNCTION call_owners();

ALTER TABLE command ENABLE ROW LEVEL SECURITY;
ALTER TABLE command FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON command TO ${app}
  USING (organization_id = (SELECT current_organization()))
  WITH CHECK (organization_id = (SELECT current_organization()));
CREATE POLICY journal ON command TO ${journal} USING (true) WITH CHECK (true);

GRANT SELECT, INSERT ON command TO ${app};
GRANT SELECT, UPDATE, DELETE ON command TO ${journal};

-- New runs of a paused workflow are accepted, and held until it goes on.
ALTER TABLE workflow ADD COLUMN paused_at timestamptz;
CREATE INDEX execution_held ON execution (organization_id, workflow_id) WHERE status = 'PENDING';
