-- Plugins that were taken out because they did harm, installed or not. `code`: of the files at that time; other code is tried anew.
CREATE TABLE core_plugin_quarantine (
  plugin text PRIMARY KEY,
  fault text NOT NULL CHECK (fault IN ('import', 'declaration', 'install', 'start', 'loop', 'orphan', 'exit')),
  reason text NOT NULL,
  code text,
  at timestamptz NOT NULL DEFAULT now()
);

-- What plugins did wrong, for the health list and for "the second time within an hour". Faults of handlers are counted by the hour, others stand one by one.
CREATE TABLE core_plugin_fault (
  plugin text NOT NULL,
  kind text NOT NULL,
  place text NOT NULL,
  at timestamptz NOT NULL,
  count integer NOT NULL DEFAULT 1,
  message text NOT NULL,
  PRIMARY KEY (plugin, kind, place, at)
);
CREATE INDEX core_plugin_fault_at ON core_plugin_fault (at);
