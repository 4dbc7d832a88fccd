CREATE TABLE reports_size (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  day date NOT NULL,
  part text NOT NULL,
  kilobytes integer NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT reports_size_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT reports_size_part_day_key UNIQUE (org_id, part, day),
  CONSTRAINT reports_size_part_check CHECK (char_length(part) <= 140),
  CONSTRAINT reports_size_kilobytes_check CHECK (kilobytes >= 0)
);
CREATE INDEX reports_size_day_idx ON reports_size (org_id, day);

CREATE TABLE reports_quiet_reader (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT reports_quiet_reader_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT reports_quiet_reader_person_id_key UNIQUE (org_id, person_id),
  CONSTRAINT reports_quiet_reader_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id) ON DELETE CASCADE
);

ALTER TABLE meeting_event
  ADD COLUMN no_show_at timestamp(3) with time zone;
