-- Roles: ${app} serves requests and sees one organization at a time; ${journal} writes the journals
-- of all runs and claims them; ${access} finds out who calls. None owns anything. The policies are
-- the second wall: every query names its organization as well.

CREATE FUNCTION current_organization() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.organization_id', true), '')::uuid;

-- Identity ---------------------------------------------------------------------------------------

CREATE TABLE organization (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  tier text NOT NULL CHECK (tier IN ('FREE', 'STARTER', 'GROWTH', 'ELITE')),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE app_user (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  name text NOT NULL,
  avatar_url text,
  global_role text NOT NULL CHECK (global_role IN ('SUPER_ADMIN', 'ADMIN', 'MODERATOR', 'USER')),
  password_hash text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX app_user_email ON app_user (lower(email));

CREATE TABLE membership (
  organization_id uuid NOT NULL REFERENCES organization,
  user_id uuid NOT NULL REFERENCES app_user,
  role text NOT NULL CHECK (role IN ('OWNER', 'ADMIN', 'MEMBER', 'VIEWER')),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, user_id)
);

CREATE TABLE api_key (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  prefix text NOT NULL,
  hash bytea NOT NULL UNIQUE,
  permissions text[],
  expires_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, user_id) REFERENCES membership
);

-- Workflows --------------------------------------------------------------------------------------
-- Definitions are JSON text: they are read and written whole, and keep every digit.

CREATE TABLE workflow (
  organization_id uuid NOT NULL REFERENCES organization,
  id uuid NOT NULL,
  name text NOT NULL,
  description text,
  nodes text NOT NULL,
  edges text NOT NULL,
  variables text NOT NULL,
  is_active boolean NOT NULL,
  version_label text NOT NULL,
  tags text[] NOT NULL,
  template_id uuid,
  latest_version int NOT NULL,
  revision int NOT NULL,
  created_by uuid REFERENCES app_user,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- Runs and versions of a deleted workflow are kept: they are history.
  deleted_at timestamptz,
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE workflow_version (
  organization_id uuid NOT NULL,
  workflow_id uuid NOT NULL,
  version int NOT NULL,
  definition text NOT NULL,
  created_by uuid,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, workflow_id, version),
  FOREIGN KEY (organization_id, workflow_id) REFERENCES workflow
);

-- Runs -------------------------------------------------------------------------------------------

CREATE TABLE replica (
  id uuid PRIMARY KEY,
  epoch int NOT NULL,
  expires_at timestamptz NOT NULL,
  lost boolean NOT NULL DEFAULT false,
  started_at timestamptz NOT NULL DEFAULT now(),
  -- With the epoch in a key, raising it conflicts with the key share lock of a batch in flight.
  UNIQUE (id, epoch)
);

CREATE TABLE execution (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  workflow_id uuid NOT NULL,
  workflow_version int NOT NULL,
  status text NOT NULL
    CHECK (status IN ('PENDING', 'RUNNING', 'WAITING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  owner uuid,
  started_at timestamptz NOT NULL,
  completed_at timestamptz,
  wake_at timestamptz,
  nodes_executed int NOT NULL,
  tokens_used bigint NOT NULL,
  cost numeric NOT NULL,
  PRIMARY KEY (organization_id, id)
) WITH (fillfactor = 80);
CREATE INDEX execution_of_workflow ON execution (organization_id, workflow_id, id DESC);
CREATE INDEX execution_open ON execution (owner, id) WHERE status IN ('PENDING', 'RUNNING');
CREATE INDEX execution_due ON execution (wake_at, id) WHERE status = 'WAITING';

-- The one table whose key does not begin with the organization: a run's journal is found by the
-- run. A row is what was decided at once: "events" events, numbered from "seq".
CREATE TABLE journal (
  execution_id uuid NOT NULL,
  seq int NOT NULL,
  organization_id uuid NOT NULL,
  events int NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (execution_id, seq)
) PARTITION BY RANGE (execution_id);
CREATE TABLE journal_default PARTITION OF journal DEFAULT;

CREATE TABLE idempotency_key (
  organization_id uuid NOT NULL REFERENCES organization,
  key text NOT NULL,
  fingerprint text NOT NULL,
  execution_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);

-- A batch of the journal begins with this: it fails unless the replica still holds its lease, and
-- holds off whoever would take the lease away until the batch is committed.
CREATE FUNCTION fence(replica_id uuid, held int) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM replica r WHERE r.id = replica_id AND r.epoch = held FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'replica % does not hold epoch %', replica_id, held USING ERRCODE = 'TR001';
  END IF;
END $$;

-- Ids of runs are version 7 UUIDs, so a range of them is a range of time, and retention drops
-- partitions. Months are made ahead; what falls outside goes to the default partition.
CREATE FUNCTION make_journal_partitions(months_ahead int) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first_day timestamptz;
  partition text;
  made int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('treadle.journal.partitions'));
  FOR ahead IN 0 .. months_ahead LOOP
    first_day := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
      + make_interval(months => ahead);
    partition := 'journal_' || to_char(first_day AT TIME ZONE 'UTC', 'YYYY_MM');
    IF to_regclass('public.' || partition) IS NULL THEN
      EXECUTE format(
        'CREATE TABLE %I PARTITION OF journal FOR VALUES FROM (%L) TO (%L)',
        partition,
        first_id_of(first_day),
        first_id_of(first_day + interval '1 month'));
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END $$;

CREATE FUNCTION first_id_of(moment timestamptz) RETURNS uuid
  LANGUAGE sql IMMUTABLE
  RETURN (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0')
    || repeat('0', 20))::uuid;

SELECT make_journal_partitions(2);

-- Walls ------------------------------------------------------------------------------------------

ALTER TABLE organization ENABLE ROW LEVEL SECURITY;
ALTER TABLE organization FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON organization TO ${app}
  USING (id = (SELECT current_organization())) WITH CHECK (id = (SELECT current_organization()));
CREATE POLICY access ON organization TO ${access} USING (true) WITH CHECK (true);

ALTER TABLE app_user ENABLE ROW LEVEL SECURITY;
ALTER TABLE app_user FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app_user FOR SELECT TO ${app}
  USING (EXISTS (
    SELECT 1 FROM membership m
    WHERE m.organization_id = (SELECT current_organization()) AND m.user_id = app_user.id));
CREATE POLICY access ON app_user TO ${access} USING (true) WITH CHECK (true);

ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON membership TO ${app}
  USING (organization_id = (SELECT current_organization()))
  WITH CHECK (organization_id = (SELECT current_organization()));
CREATE POLICY access ON membership TO ${access} USING (true) WITH CHECK (true);

ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON api_key TO ${app}
  USING (organization_id = (SELECT current_organization()))
  WITH CHECK (organization_id = (SELECT current_organization()));
CREATE POLICY access ON api_key TO ${access} USING (true) WITH CHECK (true);

ALTER TABLE workflow ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflow FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON workflow TO ${app}
  USING (organization_id = (SELECT current_organization()))
  WITH CHECK (organization_id = (SELECT current_organization()));

ALTER TABLE workflow_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE workflow_version FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON workflow_version TO ${app}
  USING (organization_id = (SELECT current_organization()))
  WITH CHECK (organization_id = (SELECT current_organization()));

ALTER TABLE execution ENABLE ROW LEVEL SECURITY;
ALTER TABLE execution FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON execution FOR SELECT TO ${app}
  USING (organization_id = (SELECT current_organization()));
CREATE POLICY journal ON execution TO ${journal} USING (true) WITH CHECK (true);

ALTER TABLE journal ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON journal FOR SELECT TO ${app}
  USING (organization_id = (SELECT current_organization()));
CREATE POLICY journal ON journal TO ${journal} USING (true) WITH CHECK (true);

ALTER TABLE idempotency_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON idempotency_key TO ${app}
  USING (organization_id = (SELECT current_organization()))
  WITH CHECK (organization_id = (SELECT current_organization()));
CREATE POLICY journal ON idempotency_key FOR DELETE TO ${journal} USING (true);
CREATE POLICY journal_sees ON idempotency_key FOR SELECT TO ${journal} USING (true);

REVOKE ALL ON FUNCTION make_journal_partitions(int) FROM PUBLIC;

GRANT SELECT ON organization, membership TO ${app};
GRANT SELECT (id, email, name, avatar_url, global_role) ON app_user TO ${app};
GRANT SELECT, INSERT, UPDATE, DELETE ON api_key, workflow TO ${app};
GRANT SELECT, INSERT ON workflow_version TO ${app};
GRANT SELECT ON execution, journal TO ${app};
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO ${app};

GRANT SELECT, INSERT, UPDATE ON execution TO ${journal};
GRANT SELECT, INSERT ON journal TO ${journal};
GRANT SELECT, INSERT, UPDATE, DELETE ON replica TO ${journal};
GRANT SELECT, DELETE ON idempotency_key TO ${journal};
GRANT EXECUTE ON FUNCTION make_journal_partitions(int) TO ${journal};

GRANT SELECT, INSERT, UPDATE, DELETE ON organization, app_user, membership, api_key TO ${access};
