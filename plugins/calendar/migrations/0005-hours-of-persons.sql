ALTER TABLE base_person
  ADD COLUMN time_off jsonb NOT NULL DEFAULT '[]'::jsonb;

ALTER TABLE calendar_schedule
  ADD COLUMN owner_id uuid,
  ADD COLUMN holidays jsonb,
  ADD CONSTRAINT calendar_schedule_owner_id_fk FOREIGN KEY (org_id, owner_id) REFERENCES base_person (org_id, id) ON DELETE SET NULL (owner_id);

CREATE INDEX calendar_schedule_owner_id_idx ON calendar_schedule (org_id, owner_id);
