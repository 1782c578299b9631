-- Templates of an organization's own; those built in are part of the program.
CREATE TABLE template (
  organization_id uuid NOT NULL REFERENCES organization,
  id uuid NOT NULL,
  name text NOT NULL,
  description text,
  category text NOT NULL,
  tags text[] NOT NULL,
  nodes text NOT NULL,
  edges text NOT NULL,
  variables text NOT NULL,
  created_by uuid REFERENCES app_user,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);

ALTER TABLE template ENABLE ROW LEVEL SECURITY;
ALTER TABLE template FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON template TO ${app}
  USING (organization_id = (SELECT current_organization()))
  WITH CHECK (organization_id = (SELECT current_organization()));

GRANT SELECT, INSERT, DELETE ON template TO ${app};
