-- Sessions, invitations, and users who come with a token of an issuer.

ALTER TABLE app_user
  ADD COLUMN issuer text,
  ADD COLUMN subject text,
  ADD CONSTRAINT app_user_subject UNIQUE (issuer, subject),
  ADD CONSTRAINT app_user_subject_whole CHECK ((issuer IS NULL) = (subject IS NULL));

-- Only the hash of what the browser holds.
CREATE TABLE session (
  organization_id uuid NOT NULL,
  hash bytea NOT NULL UNIQUE,
  user_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, hash),
  FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);
CREATE INDEX session_of_user ON session (user_id);
CREATE INDEX session_age ON session (created_at);

-- Whoever holds one may set the password of a user who has none.
CREATE TABLE invitation (
  organization_id uuid NOT NULL,
  hash bytea NOT NULL UNIQUE,
  user_id uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, hash),
  FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);
CREATE INDEX invitation_of_user ON invitation (user_id);

ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY access ON session TO ${access} USING (true) WITH CHECK (true);

ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
CREATE POLICY access ON invitation TO ${access} USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON session, invitation TO ${access};
