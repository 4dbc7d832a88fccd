CREATE TABLE garden_bed (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  kind text NOT NULL DEFAULT 'flowers',
  size integer NOT NULL DEFAULT 1,
  gardener_id uuid,
  opened timestamp(3) with time zone,
  closed timestamp(3) with time zone,
  planted date,
  fenced boolean NOT NULL DEFAULT false,
  height integer,
  notes text,
  code text,
  key bytea,
  price integer,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT garden_bed_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT garden_bed_name_check CHECK (char_length(name) <= 80),
  CONSTRAINT garden_bed_kind_check CHECK (kind IN ('flowers', 'herbs', 'trees')),
  CONSTRAINT garden_bed_size_check CHECK (size >= 0),
  CONSTRAINT garden_bed_gardener_id_fk FOREIGN KEY (org_id, gardener_id) REFERENCES base_person (org_id, id),
  CONSTRAINT garden_bed_height_check CHECK (height >= 0),
  CONSTRAINT garden_bed_notes_check CHECK (char_length(notes) <= 10000),
  CONSTRAINT garden_bed_code_check CHECK (char_length(code) <= 20)
);
CREATE INDEX garden_bed_gardener_id_idx ON garden_bed (org_id, gardener_id);

CREATE TABLE garden_tag (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT garden_tag_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT garden_tag_name_check CHECK (char_length(name) <= 40)
);

CREATE TABLE garden_plant (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  bed_id uuid NOT NULL,
  tag_id uuid,
  number integer NOT NULL DEFAULT 1,
  cost integer,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT garden_plant_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT garden_plant_name_check CHECK (char_length(name) <= 80),
  CONSTRAINT garden_plant_bed_id_fk FOREIGN KEY (org_id, bed_id) REFERENCES garden_bed (org_id, id) ON DELETE CASCADE,
  CONSTRAINT garden_plant_tag_id_fk FOREIGN KEY (org_id, tag_id) REFERENCES garden_tag (org_id, id) ON DELETE SET NULL (tag_id)
);
CREATE INDEX garden_plant_bed_id_idx ON garden_plant (org_id, bed_id);
CREATE INDEX garden_plant_tag_id_idx ON garden_plant (org_id, tag_id);

CREATE TABLE garden_bed_tag (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  bed_id uuid NOT NULL,
  tag_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT garden_bed_tag_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT garden_bed_tag_bed_id_tag_id_key UNIQUE (org_id, bed_id, tag_id),
  CONSTRAINT garden_bed_tag_bed_id_fk FOREIGN KEY (org_id, bed_id) REFERENCES garden_bed (org_id, id) ON DELETE CASCADE,
  CONSTRAINT garden_bed_tag_tag_id_fk FOREIGN KEY (org_id, tag_id) REFERENCES garden_tag (org_id, id) ON DELETE CASCADE
);
CREATE INDEX garden_bed_tag_tag_id_idx ON garden_bed_tag (org_id, tag_id);
