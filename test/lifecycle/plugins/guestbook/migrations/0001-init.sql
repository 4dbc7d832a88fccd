CREATE TABLE guestbook_entry (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  text text NOT NULL,
  person_id uuid,
  mark bytea,
  stars integer DEFAULT 0,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT guestbook_entry_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT guestbook_entry_text_key UNIQUE (org_id, text),
  CONSTRAINT guestbook_entry_text_check CHECK (char_length(text) <= 200),
  CONSTRAINT guestbook_entry_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id) ON DELETE SET NULL (person_id),
  CONSTRAINT guestbook_entry_stars_check CHECK (stars BETWEEN 0 AND 5)
);
CREATE INDEX guestbook_entry_person_id_idx ON guestbook_entry (org_id, person_id);

ALTER TABLE base_person
  ADD COLUMN guestbook_motto text,
  ADD COLUMN guestbook_best_id uuid,
  ADD CONSTRAINT base_person_guestbook_motto_check CHECK (char_length(guestbook_motto) <= 200),
  ADD CONSTRAINT base_person_guestbook_best_id_fk FOREIGN KEY (org_id, guestbook_best_id) REFERENCES guestbook_entry (org_id, id) ON DELETE SET NULL (guestbook_best_id);
CREATE INDEX base_person_guestbook_motto_idx ON base_person (org_id, guestbook_motto);
CREATE INDEX base_person_guestbook_best_id_idx ON base_person (org_id, guestbook_best_id);

CREATE TYPE guestbook_mood AS ENUM ('glad', 'sad');
CREATE SEQUENCE guestbook_page;
CREATE VIEW guestbook_names AS SELECT org_id, text FROM guestbook_entry;
CREATE FUNCTION guestbook_greets() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE FUNCTION guestbook_greets(name text, mood guestbook_mood) RETURNS text LANGUAGE sql AS $$ SELECT name $$;
CREATE TRIGGER guestbook_greets BEFORE UPDATE ON base_person FOR EACH ROW EXECUTE FUNCTION guestbook_greets();
ALTER TABLE base_person ADD CONSTRAINT guestbook_no_shouting CHECK (name <> upper(name) OR char_length(name) < 20);
