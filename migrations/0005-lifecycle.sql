-- What is known of a plugin when its code is gone: its name for people, what it needs, what it was permitted. An uninstalled one whose data was kept stays in the list.
ALTER TABLE core_plugin
  DROP CONSTRAINT core_plugin_state_check,
  ADD CONSTRAINT core_plugin_state_check CHECK (state IN ('enabled', 'disabled', 'quarantined', 'uninstalled')),
  ADD COLUMN title text,
  ADD COLUMN depends text[] NOT NULL DEFAULT '{}',
  ADD COLUMN permissions text[];

-- Everything that a plugin's migrations made, so that it can be removed without them. `model`: names of its models; `secret`: columns that no export shows.
ALTER TABLE core_ownership
  DROP CONSTRAINT core_ownership_kind_check,
  ADD CONSTRAINT core_ownership_kind_check
    CHECK (kind IN ('table', 'column', 'index', 'constraint', 'trigger', 'function', 'sequence', 'type', 'view', 'model', 'secret'));
CREATE INDEX core_ownership_plugin ON core_ownership (plugin);

ALTER TABLE core_token ADD COLUMN plugin text;

CREATE TABLE core_plugin_history (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  reason text,
  change jsonb,
  steps jsonb NOT NULL DEFAULT '[]',
  generation integer,
  ok boolean NOT NULL,
  message text,
  milliseconds integer NOT NULL
);
CREATE INDEX core_plugin_history_recent ON core_plugin_history (at DESC);

-- The processes that serve or run jobs now, and which generation each is on. `drained`: no request of an older one runs there any more.
CREATE UNLOGGED TABLE core_process (
  id uuid PRIMARY KEY,
  host text NOT NULL,
  pid integer NOT NULL,
  roles text[] NOT NULL,
  core_version text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  generation integer NOT NULL,
  drained integer NOT NULL,
  acknowledged_at timestamptz NOT NULL DEFAULT now(),
  problem text
);
