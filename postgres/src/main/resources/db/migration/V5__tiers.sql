-- What the tiers of organizations limit. How much is used is counted from the rows themselves; a
-- slot only stands for a run that was let in and is not durable yet.

CREATE TABLE execution_slot (
  organization_id uuid NOT NULL REFERENCES organization,
  execution_id uuid NOT NULL,
  claimed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, execution_id)
);

CREATE INDEX workflow_live ON workflow (organization_id) WHERE deleted_at IS NULL;

ALTER TABLE execution_slot ENABLE ROW LEVEL SECURITY;
ALTER TABLE execution_slot FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON execution_slot TO ${app}
  USING (organization_id = (SELECT current_organization()))
  WITH CHECK (organization_id = (SELECT current_organization()));

GRANT SELECT, INSERT, UPDATE, DELETE ON execution_slot TO ${app};
