CREATE TABLE booking_style (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  owner_id uuid NOT NULL,
  accent text,
  text text,
  logo bytea,
  logo_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT booking_style_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT booking_style_name_check CHECK (char_length(name) <= 120),
  CONSTRAINT booking_style_owner_id_fk FOREIGN KEY (org_id, owner_id) REFERENCES base_person (org_id, id),
  CONSTRAINT booking_style_accent_check CHECK (char_length(accent) <= 7),
  CONSTRAINT booking_style_text_check CHECK (char_length(text) <= 1000)
);
CREATE INDEX booking_style_owner_id_idx ON booking_style (org_id, owner_id);

CREATE TABLE booking_team (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  slug text NOT NULL,
  intro text,
  owner_id uuid NOT NULL,
  style_id uuid,
  active boolean NOT NULL DEFAULT true,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT booking_team_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT booking_team_slug_key UNIQUE (org_id, slug),
  CONSTRAINT booking_team_name_check CHECK (char_length(name) <= 120),
  CONSTRAINT booking_team_slug_check CHECK (char_length(slug) <= 60),
  CONSTRAINT booking_team_intro_check CHECK (char_length(intro) <= 2000),
  CONSTRAINT booking_team_owner_id_fk FOREIGN KEY (org_id, owner_id) REFERENCES base_person (org_id, id),
  CONSTRAINT booking_team_style_id_fk FOREIGN KEY (org_id, style_id) REFERENCES booking_style (org_id, id) ON DELETE SET NULL (style_id)
);
CREATE INDEX booking_team_owner_id_idx ON booking_team (org_id, owner_id);
CREATE INDEX booking_team_style_id_idx ON booking_team (org_id, style_id);

CREATE TABLE booking_team_link (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  team_id uuid NOT NULL,
  link_id uuid NOT NULL,
  place integer NOT NULL DEFAULT 100,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT booking_team_link_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT booking_team_link_team_id_link_id_key UNIQUE (org_id, team_id, link_id),
  CONSTRAINT booking_team_link_team_id_fk FOREIGN KEY (org_id, team_id) REFERENCES booking_team (org_id, id) ON DELETE CASCADE,
  CONSTRAINT booking_team_link_link_id_fk FOREIGN KEY (org_id, link_id) REFERENCES booking_link (org_id, id) ON DELETE CASCADE,
  CONSTRAINT booking_team_link_place_check CHECK (place BETWEEN 1 AND 1000)
);
CREATE INDEX booking_team_link_link_id_idx ON booking_team_link (org_id, link_id);

CREATE TABLE booking_team_person (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  team_id uuid NOT NULL,
  person_id uuid NOT NULL,
  place integer NOT NULL DEFAULT 100,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT booking_team_person_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT booking_team_person_team_id_person_id_key UNIQUE (org_id, team_id, person_id),
  CONSTRAINT booking_team_person_team_id_fk FOREIGN KEY (org_id, team_id) REFERENCES booking_team (org_id, id) ON DELETE CASCADE,
  CONSTRAINT booking_team_person_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id) ON DELETE CASCADE,
  CONSTRAINT booking_team_person_place_check CHECK (place BETWEEN 1 AND 1000)
);
CREATE INDEX booking_team_person_person_id_idx ON booking_team_person (org_id, person_id);

CREATE TABLE booking_profile (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  shown boolean NOT NULL DEFAULT false,
  show_photo boolean NOT NULL DEFAULT false,
  text text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT booking_profile_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT booking_profile_person_id_key UNIQUE (org_id, person_id),
  CONSTRAINT booking_profile_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id) ON DELETE CASCADE,
  CONSTRAINT booking_profile_text_check CHECK (char_length(text) <= 600)
);

ALTER TABLE booking_link
  ADD COLUMN answer_hours integer,
  ADD COLUMN style_id uuid,
  ADD CONSTRAINT booking_link_answer_hours_check CHECK (answer_hours BETWEEN 1 AND 720),
  ADD CONSTRAINT booking_link_style_id_fk FOREIGN KEY (org_id, style_id) REFERENCES booking_style (org_id, id) ON DELETE SET NULL (style_id);

CREATE INDEX booking_link_style_id_idx ON booking_link (org_id, style_id);

ALTER TABLE booking_booking
  ADD COLUMN answer_by timestamp(3) with time zone,
  ADD COLUMN remind_at timestamp(3) with time zone;

CREATE INDEX booking_booking_answer_by_idx ON booking_booking (org_id, answer_by) WHERE answer_by IS NOT NULL;
