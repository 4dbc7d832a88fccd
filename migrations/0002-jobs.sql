CREATE TABLE core_job (
  id uuid PRIMARY KEY,
  org_id integer NOT NULL REFERENCES core_organization (id) ON DELETE CASCADE,
  plugin text NOT NULL,
  name text NOT NULL,
  payload jsonb NOT NULL,
  key text,
  lane text,
  priority integer NOT NULL DEFAULT 100,
  run_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  faults integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'dead')),
  lease_token uuid,
  lease_until timestamptz,
  last_error text,
  request_id text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX core_job_due ON core_job (priority, run_at, id) WHERE state = 'queued';
CREATE INDEX core_job_leased ON core_job (lease_until) WHERE state = 'running';
CREATE INDEX core_job_dead ON core_job (created_at) WHERE state = 'dead';
CREATE INDEX core_job_lane ON core_job (lane, id) WHERE lane IS NOT NULL AND state <> 'dead';
CREATE UNIQUE INDEX core_job_lane_runs ON core_job (lane) WHERE lane IS NOT NULL AND state = 'running';
CREATE UNIQUE INDEX core_job_key ON core_job (org_id, name, key) WHERE key IS NOT NULL AND state = 'queued';

CREATE TABLE core_action (
  name text PRIMARY KEY,
  plugin text NOT NULL,
  declared text NOT NULL,
  expression text NOT NULL,
  time_zone text,
  active boolean NOT NULL DEFAULT true,
  next_run timestamptz NOT NULL,
  requested boolean NOT NULL DEFAULT false,
  lease_token uuid,
  lease_until timestamptz,
  failures integer NOT NULL DEFAULT 0,
  progress text,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE core_action_run (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  action text NOT NULL REFERENCES core_action (name) ON DELETE CASCADE,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  ok boolean NOT NULL,
  count integer,
  message text
);
CREATE INDEX core_action_run_recent ON core_action_run (action, started_at DESC);
