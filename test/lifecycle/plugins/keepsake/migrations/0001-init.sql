CREATE TABLE keepsake_entry (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  text text NOT NULL,
  person_id uuid,
  mark bytea,
  stars integer DEFAULT 0,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT keepsake_entry_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT keepsake_entry_text_key UNIQUE (org_id, text),
  CONSTRAINT keepsake_entry_text_check CHECK (char_length(text) <= 200),
  CONSTRAINT keepsake_entry_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id) ON DELETE SET NULL (person_id),
  CONSTRAINT keepsake_entry_stars_check CHECK (stars BETWEEN 0 AND 5)
);
CREATE INDEX keepsake_entry_person_id_idx ON keepsake_entry (org_id, person_id);

ALTER TABLE base_person
  ADD COLUMN keepsake_motto text,
  ADD COLUMN keepsake_best_id uuid,
  ADD CONSTRAINT base_person_keepsake_motto_check CHECK (char_length(keepsake_motto) <= 200),
  ADD CONSTRAINT base_person_keepsake_best_id_fk FOREIGN KEY (org_id, keepsake_best_id) REFERENCES keepsake_entry (org_id, id) ON DELETE SET NULL (keepsake_best_id);
CREATE INDEX base_person_keepsake_motto_idx ON base_person (org_id, keepsake_motto);
CREATE INDEX base_person_keepsake_best_id_idx ON base_person (org_id, keepsake_best_id);

CREATE TYPE keepsake_mood AS ENUM ('glad', 'sad');
CREATE SEQUENCE keepsake_page;
CREATE VIEW keepsake_names AS SELECT org_id, text FROM keepsake_entry;
CREATE FUNCTION keepsake_greets() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE FUNCTION keepsake_greets(name text, mood keepsake_mood) RETURNS text LANGUAGE sql AS $$ SELECT name $$;
CREATE TRIGGER keepsake_greets BEFORE UPDATE ON base_person FOR EACH ROW EXECUTE FUNCTION keepsake_greets();
ALTER TABLE base_person ADD CONSTRAINT keepsake_no_shouting CHECK (name <> upper(name) OR char_length(name) < 20);
