CREATE INDEX base_person_name_idx ON base_person (org_id, name);
