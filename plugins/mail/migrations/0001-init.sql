CREATE TABLE mail_server (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  host text NOT NULL,
  port integer NOT NULL DEFAULT 587,
  security text NOT NULL DEFAULT 'starttls',
  "user" text,
  password bytea,
  priority integer NOT NULL DEFAULT 10,
  active boolean NOT NULL DEFAULT true,
  parked_reason text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT mail_server_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT mail_server_name_key UNIQUE (org_id, name),
  CONSTRAINT mail_server_name_check CHECK (char_length(name) <= 200),
  CONSTRAINT mail_server_host_check CHECK (char_length(host) <= 255),
  CONSTRAINT mail_server_port_check CHECK (port BETWEEN 1 AND 65535),
  CONSTRAINT mail_server_security_check CHECK (security IN ('none', 'starttls', 'tls')),
  CONSTRAINT mail_server_user_check CHECK (char_length("user") <= 200),
  CONSTRAINT mail_server_parked_reason_check CHECK (char_length(parked_reason) <= 300)
);

CREATE TABLE mail_message (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  message_id text NOT NULL,
  kind text NOT NULL,
  to_name text,
  to_email text NOT NULL,
  reply_to text,
  subject text NOT NULL,
  text text NOT NULL,
  html text,
  ics text,
  ics_method text,
  state text NOT NULL DEFAULT 'queued',
  attempts integer NOT NULL DEFAULT 0,
  problem text,
  sent_at timestamp(3) with time zone,
  source_model text,
  source uuid,
  dedupe_key text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT mail_message_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT mail_message_message_id_key UNIQUE (org_id, message_id),
  CONSTRAINT mail_message_dedupe_key_key UNIQUE (org_id, dedupe_key),
  CONSTRAINT mail_message_message_id_check CHECK (char_length(message_id) <= 300),
  CONSTRAINT mail_message_kind_check CHECK (char_length(kind) <= 80),
  CONSTRAINT mail_message_to_name_check CHECK (char_length(to_name) <= 120),
  CONSTRAINT mail_message_to_email_check CHECK (char_length(to_email) <= 254),
  CONSTRAINT mail_message_reply_to_check CHECK (char_length(reply_to) <= 300),
  CONSTRAINT mail_message_subject_check CHECK (char_length(subject) <= 500),
  CONSTRAINT mail_message_text_check CHECK (char_length(text) <= 200000),
  CONSTRAINT mail_message_html_check CHECK (char_length(html) <= 500000),
  CONSTRAINT mail_message_ics_check CHECK (char_length(ics) <= 500000),
  CONSTRAINT mail_message_ics_method_check CHECK (char_length(ics_method) <= 20),
  CONSTRAINT mail_message_state_check CHECK (state IN ('queued', 'sent', 'failed', 'suppressed')),
  CONSTRAINT mail_message_problem_check CHECK (char_length(problem) <= 500),
  CONSTRAINT mail_message_source_model_check CHECK (char_length(source_model) <= 80),
  CONSTRAINT mail_message_dedupe_key_check CHECK (char_length(dedupe_key) <= 300)
);
CREATE INDEX mail_message_state_created_at_idx ON mail_message (org_id, state, created_at);
CREATE INDEX mail_message_source_model_source_idx ON mail_message (org_id, source_model, source);
CREATE INDEX mail_message_to_email_idx ON mail_message (org_id, to_email);

CREATE TABLE mail_suppression (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  email text NOT NULL,
  reason text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT mail_suppression_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT mail_suppression_email_key UNIQUE (org_id, email),
  CONSTRAINT mail_suppression_email_check CHECK (char_length(email) <= 254),
  CONSTRAINT mail_suppression_reason_check CHECK (char_length(reason) <= 500)
);

CREATE TABLE mail_captured (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  to_email text NOT NULL,
  subject text,
  raw bytea NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT mail_captured_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT mail_captured_to_email_check CHECK (char_length(to_email) <= 320),
  CONSTRAINT mail_captured_subject_check CHECK (char_length(subject) <= 500)
);
CREATE INDEX mail_captured_created_at_idx ON mail_captured (org_id, created_at);
