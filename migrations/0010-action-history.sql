-- Since when an action runs, and whether a run was asked for by a person: shown on the page of scheduled actions.
ALTER TABLE core_action ADD COLUMN taken_at timestamptz;
ALTER TABLE core_action_run ADD COLUMN asked boolean NOT NULL DEFAULT false;
