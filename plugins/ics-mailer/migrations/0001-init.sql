CREATE TABLE ics_template (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  language text NOT NULL,
  subject text NOT NULL,
  lead text NOT NULL,
  closing text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT ics_template_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT ics_template_kind_language_key UNIQUE (org_id, kind, language),
  CONSTRAINT ics_template_kind_check CHECK (char_length(kind) <= 40),
  CONSTRAINT ics_template_language_check CHECK (char_length(language) <= 12),
  CONSTRAINT ics_template_subject_check CHECK (char_length(subject) <= 200),
  CONSTRAINT ics_template_lead_check CHECK (char_length(lead) <= 2000),
  CONSTRAINT ics_template_closing_check CHECK (char_length(closing) <= 4000)
);

CREATE TABLE ics_feed (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  owner_id uuid NOT NULL,
  name text NOT NULL,
  source text NOT NULL,
  record uuid NOT NULL,
  busy_only boolean NOT NULL DEFAULT false,
  generation integer NOT NULL DEFAULT 1,
  read_on date,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT ics_feed_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT ics_feed_owner_id_fk FOREIGN KEY (org_id, owner_id) REFERENCES base_person (org_id, id) ON DELETE CASCADE,
  CONSTRAINT ics_feed_name_check CHECK (char_length(name) <= 200),
  CONSTRAINT ics_feed_source_check CHECK (char_length(source) <= 40)
);
CREATE INDEX ics_feed_owner_id_idx ON ics_feed (org_id, owner_id);

CREATE TABLE ics_digest (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  hour integer NOT NULL DEFAULT 7,
  told_on date,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT ics_digest_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT ics_digest_person_id_key UNIQUE (org_id, person_id),
  CONSTRAINT ics_digest_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id) ON DELETE CASCADE,
  CONSTRAINT ics_digest_hour_check CHECK (hour BETWEEN 0 AND 23)
);

CREATE TABLE ics_feedback (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  event_id uuid NOT NULL,
  attendee uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  stars integer NOT NULL,
  comment text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT ics_feedback_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT ics_feedback_event_id_attendee_key UNIQUE (org_id, event_id, attendee),
  CONSTRAINT ics_feedback_event_id_fk FOREIGN KEY (org_id, event_id) REFERENCES meeting_event (org_id, id) ON DELETE CASCADE,
  CONSTRAINT ics_feedback_name_check CHECK (char_length(name) <= 120),
  CONSTRAINT ics_feedback_email_check CHECK (char_length(email) <= 254),
  CONSTRAINT ics_feedback_stars_check CHECK (stars BETWEEN 1 AND 5),
  CONSTRAINT ics_feedback_comment_check CHECK (char_length(comment) <= 2000)
);
