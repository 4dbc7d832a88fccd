-- Who changed a setting last: `user:<person>`, `plugin:<name>` or `system`.
ALTER TABLE core_setting ADD COLUMN changed_by text;

-- A record whose declaration has gone: since when, and whether the platform archived it (then a declaration that returns brings it back).
ALTER TABLE core_data ADD COLUMN dropped_at timestamptz, ADD COLUMN archived boolean NOT NULL DEFAULT false;
CREATE INDEX core_data_record ON core_data (org_id, model, record);

-- What an install or upgrade did to the records that the plugins bring.
ALTER TABLE core_plugin_history ADD COLUMN data jsonb NOT NULL DEFAULT '[]';
