CREATE TABLE calendar_schedule (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  time_zone text NOT NULL,
  weekly jsonb NOT NULL,
  overrides jsonb NOT NULL DEFAULT '[]'::jsonb,
  travel jsonb NOT NULL DEFAULT '[]'::jsonb,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT calendar_schedule_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT calendar_schedule_name_check CHECK (char_length(name) <= 200),
  CONSTRAINT calendar_schedule_time_zone_check CHECK (char_length(time_zone) <= 64)
);

CREATE TABLE calendar_claim (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  resource uuid NOT NULL,
  seat integer NOT NULL DEFAULT 0,
  during tstzrange NOT NULL,
  blocking boolean NOT NULL DEFAULT true,
  buffer_before integer NOT NULL DEFAULT 0,
  buffer_after integer NOT NULL DEFAULT 0,
  source_model text NOT NULL,
  source uuid NOT NULL,
  expires_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT calendar_claim_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT calendar_claim_during CHECK (NOT isempty(during) AND lower(during) IS NOT NULL AND upper(during) IS NOT NULL AND lower_inc(during) AND NOT upper_inc(during)),
  CONSTRAINT calendar_claim_no_overlap EXCLUDE USING gist (org_id WITH =, kind WITH =, resource WITH =, seat WITH =, during WITH &&) WHERE (blocking),
  CONSTRAINT calendar_claim_kind_check CHECK (char_length(kind) <= 40),
  CONSTRAINT calendar_claim_seat_check CHECK (seat >= 0),
  CONSTRAINT calendar_claim_during_check CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during) AND lower_inc(during) AND NOT upper_inc(during)),
  CONSTRAINT calendar_claim_buffer_before_check CHECK (buffer_before BETWEEN 0 AND 1440),
  CONSTRAINT calendar_claim_buffer_after_check CHECK (buffer_after BETWEEN 0 AND 1440),
  CONSTRAINT calendar_claim_source_model_check CHECK (char_length(source_model) <= 80)
);
CREATE INDEX calendar_claim_source_model_source_idx ON calendar_claim (org_id, source_model, source);
CREATE INDEX calendar_claim_expires_at_idx ON calendar_claim (org_id, expires_at) WHERE expires_at IS NOT NULL;

ALTER TABLE base_person
  ADD COLUMN schedule_id uuid,
  ADD CONSTRAINT base_person_schedule_id_fk FOREIGN KEY (org_id, schedule_id) REFERENCES calendar_schedule (org_id, id);
CREATE INDEX base_person_schedule_id_idx ON base_person (org_id, schedule_id);
