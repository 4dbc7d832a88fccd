CREATE TABLE core_setting (
  org_id integer NOT NULL REFERENCES core_organization (id) ON DELETE CASCADE,
  plugin text NOT NULL,
  key text NOT NULL,
  value jsonb,
  sealed bytea,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, plugin, key),
  CHECK ((value IS NULL) <> (sealed IS NULL))
);
