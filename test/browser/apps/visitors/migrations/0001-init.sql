CREATE TABLE visitors_entry (
  org_id integer NOT NULL REFERENCES core_organization (id) ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL CHECK (char_length(name) <= 200),
  words text CHECK (char_length(words) <= 10000),
  secret_word bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id)
);
ALTER TABLE base_person ADD COLUMN visitors_name text CHECK (char_length(visitors_name) <= 200);
