CREATE TABLE mail_received (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  digest text NOT NULL,
  from_email text,
  subject text,
  outcome text NOT NULL,
  reason text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT mail_received_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT mail_received_digest_key UNIQUE (org_id, digest),
  CONSTRAINT mail_received_digest_check CHECK (char_length(digest) <= 60),
  CONSTRAINT mail_received_from_email_check CHECK (char_length(from_email) <= 320),
  CONSTRAINT mail_received_subject_check CHECK (char_length(subject) <= 500),
  CONSTRAINT mail_received_outcome_check CHECK (outcome IN ('done', 'refused', 'ignored')),
  CONSTRAINT mail_received_reason_check CHECK (char_length(reason) <= 500)
);
CREATE INDEX mail_received_created_at_idx ON mail_received (org_id, created_at);

CREATE TABLE mail_quota (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  key text NOT NULL,
  minute timestamp(3) with time zone NOT NULL,
  used integer NOT NULL DEFAULT 0,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT mail_quota_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT mail_quota_key_key UNIQUE (org_id, key),
  CONSTRAINT mail_quota_key_check CHECK (char_length(key) <= 300)
);

ALTER TABLE mail_server
  ADD COLUMN per_minute integer,
  ADD CONSTRAINT mail_server_per_minute_check CHECK (per_minute BETWEEN 1 AND 1000000);

ALTER TABLE mail_message
  ADD COLUMN secret_text boolean NOT NULL DEFAULT false,
  ADD COLUMN unsubscribe text,
  ADD CONSTRAINT mail_message_unsubscribe_check CHECK (char_length(unsubscribe) <= 1000);
