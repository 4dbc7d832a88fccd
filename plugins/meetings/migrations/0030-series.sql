CREATE TABLE meeting_series (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  subject text NOT NULL,
  host_id uuid NOT NULL,
  creator_id uuid,
  rule text NOT NULL,
  time_zone text NOT NULL,
  wall_start text NOT NULL,
  minutes integer NOT NULL,
  exdates jsonb NOT NULL DEFAULT '[]'::jsonb,
  state text NOT NULL DEFAULT 'draft',
  through date NOT NULL,
  complete boolean NOT NULL DEFAULT false,
  uid text NOT NULL,
  sequence integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_series_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_series_uid_key UNIQUE (org_id, uid),
  CONSTRAINT meeting_series_subject_check CHECK (char_length(subject) <= 200),
  CONSTRAINT meeting_series_host_id_fk FOREIGN KEY (org_id, host_id) REFERENCES base_person (org_id, id),
  CONSTRAINT meeting_series_creator_id_fk FOREIGN KEY (org_id, creator_id) REFERENCES base_person (org_id, id),
  CONSTRAINT meeting_series_rule_check CHECK (char_length(rule) <= 500),
  CONSTRAINT meeting_series_time_zone_check CHECK (char_length(time_zone) <= 64),
  CONSTRAINT meeting_series_wall_start_check CHECK (char_length(wall_start) <= 16),
  CONSTRAINT meeting_series_minutes_check CHECK (minutes BETWEEN 1 AND 20160),
  CONSTRAINT meeting_series_state_check CHECK (state IN ('draft', 'confirmed', 'cancelled')),
  CONSTRAINT meeting_series_uid_check CHECK (char_length(uid) <= 200)
);
CREATE INDEX meeting_series_host_id_idx ON meeting_series (org_id, host_id);
CREATE INDEX meeting_series_creator_id_idx ON meeting_series (org_id, creator_id);
CREATE INDEX meeting_series_through_idx ON meeting_series (org_id, through) WHERE NOT complete;

ALTER TABLE meeting_event
  ADD COLUMN series_id uuid,
  ADD COLUMN recurrence text,
  ADD COLUMN exception boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT meeting_event_series_id_recurrence_key UNIQUE (org_id, series_id, recurrence),
  ADD CONSTRAINT meeting_event_series_id_fk FOREIGN KEY (org_id, series_id) REFERENCES meeting_series (org_id, id),
  ADD CONSTRAINT meeting_event_recurrence_check CHECK (char_length(recurrence) <= 16);
