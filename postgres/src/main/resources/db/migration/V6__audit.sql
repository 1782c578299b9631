-- Who did what, when and from where. Entries are only ever added: no role may change or remove one.
-- Each names the hash of the one before it, so that a change behind the application's back shows.

CREATE TABLE audit_entry (
  organization_id uuid NOT NULL REFERENCES organization,
  seq bigint NOT NULL CHECK (seq > 0),
  at timestamptz NOT NULL,
  user_id uuid,
  via text NOT NULL CHECK (via IN ('API_KEY', 'SESSION', 'TOKEN', 'SYSTEM')),
  address text,
  action text NOT NULL,
  object_id text NOT NULL,
  -- JSON as it was hashed, to the letter.
  details json NOT NULL CHECK (json_typeof(details) = 'object'),
  previous_hash text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (organization_id, seq)
);
CREATE INDEX audit_entry_of_object ON audit_entry (organization_id, object_id, seq);

ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON audit_entry TO ${app}
  USING (organization_id = (SELECT current_organization()))
  WITH CHECK (organization_id = (SELECT current_organization()));
CREATE POLICY access ON audit_entry TO ${access} USING (true) WITH CHECK (true);

GRANT SELECT, INSERT ON audit_entry TO ${app}, ${access};
