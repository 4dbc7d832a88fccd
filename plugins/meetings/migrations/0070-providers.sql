CREATE TABLE meeting_account (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  provider text NOT NULL,
  key text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  "values" jsonb NOT NULL DEFAULT '{}'::jsonb,
  sealed bytea,
  state text NOT NULL DEFAULT 'ready',
  parked_at timestamp(3) with time zone,
  tested_at timestamp(3) with time zone,
  checks jsonb,
  expires_on date,
  reminded_days integer,
  subscription bytea,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_account_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_account_provider_key_key UNIQUE (org_id, provider, key),
  CONSTRAINT meeting_account_name_check CHECK (char_length(name) <= 80),
  CONSTRAINT meeting_account_provider_check CHECK (char_length(provider) <= 60),
  CONSTRAINT meeting_account_key_check CHECK (char_length(key) <= 40),
  CONSTRAINT meeting_account_state_check CHECK (state IN ('ready', 'parked'))
);

CREATE TABLE meeting_provider_use (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  provider text NOT NULL,
  account text NOT NULL,
  quota text NOT NULL,
  host text NOT NULL DEFAULT '',
  "window" timestamp(3) with time zone NOT NULL,
  count integer NOT NULL DEFAULT 0,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_provider_use_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_provider_use_provider_account_quota_host_window_key UNIQUE (org_id, provider, account, quota, host, "window"),
  CONSTRAINT meeting_provider_use_provider_check CHECK (char_length(provider) <= 60),
  CONSTRAINT meeting_provider_use_account_check CHECK (char_length(account) <= 40),
  CONSTRAINT meeting_provider_use_quota_check CHECK (char_length(quota) <= 60),
  CONSTRAINT meeting_provider_use_host_check CHECK (char_length(host) <= 320)
);
CREATE INDEX meeting_provider_use_window_idx ON meeting_provider_use (org_id, "window");

CREATE TABLE meeting_provider_call (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  event_id uuid NOT NULL,
  provider text NOT NULL,
  account text NOT NULL,
  operation text NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  milliseconds integer NOT NULL DEFAULT 0,
  failure text NOT NULL DEFAULT '',
  retry_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_provider_call_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_provider_call_event_id_fk FOREIGN KEY (org_id, event_id) REFERENCES meeting_event (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_provider_call_provider_check CHECK (char_length(provider) <= 60),
  CONSTRAINT meeting_provider_call_account_check CHECK (char_length(account) <= 40),
  CONSTRAINT meeting_provider_call_operation_check CHECK (operation IN ('create', 'poll', 'find', 'update', 'cancel', 'look', 'summary')),
  CONSTRAINT meeting_provider_call_failure_check CHECK (char_length(failure) <= 40)
);
CREATE INDEX meeting_provider_call_event_id_at_idx ON meeting_provider_call (org_id, event_id, at);
CREATE INDEX meeting_provider_call_at_idx ON meeting_provider_call (org_id, at);
CREATE INDEX meeting_provider_call_provider_account_at_idx ON meeting_provider_call (org_id, provider, account, at);

CREATE TABLE meeting_provider_news (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  provider text NOT NULL,
  account text NOT NULL,
  key text NOT NULL,
  external_id text NOT NULL,
  kind text NOT NULL,
  content bytea,
  done_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_provider_news_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_provider_news_provider_account_key_key UNIQUE (org_id, provider, account, key),
  CONSTRAINT meeting_provider_news_provider_check CHECK (char_length(provider) <= 60),
  CONSTRAINT meeting_provider_news_account_check CHECK (char_length(account) <= 40),
  CONSTRAINT meeting_provider_news_key_check CHECK (char_length(key) <= 300),
  CONSTRAINT meeting_provider_news_external_id_check CHECK (char_length(external_id) <= 500),
  CONSTRAINT meeting_provider_news_kind_check CHECK (kind IN ('changed', 'summary'))
);
CREATE INDEX meeting_provider_news_created_at_idx ON meeting_provider_news (org_id, created_at);

CREATE TABLE meeting_summary (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  event_id uuid NOT NULL,
  version text NOT NULL,
  markdown text NOT NULL,
  written_at timestamp(3) with time zone NOT NULL,
  shared boolean NOT NULL DEFAULT false,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_summary_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_summary_event_id_version_key UNIQUE (org_id, event_id, version),
  CONSTRAINT meeting_summary_event_id_fk FOREIGN KEY (org_id, event_id) REFERENCES meeting_event (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_summary_version_check CHECK (char_length(version) <= 200),
  CONSTRAINT meeting_summary_markdown_check CHECK (char_length(markdown) <= 200000)
);

ALTER TABLE meeting_virtual_room
  ADD COLUMN account_id uuid,
  ADD COLUMN fallback text,
  ADD CONSTRAINT meeting_virtual_room_account_id_fk FOREIGN KEY (org_id, account_id) REFERENCES meeting_account (org_id, id),
  ADD CONSTRAINT meeting_virtual_room_fallback_check CHECK (char_length(fallback) <= 60);

CREATE INDEX meeting_virtual_room_account_id_idx ON meeting_virtual_room (org_id, account_id);

ALTER TABLE meeting_conference
  ADD COLUMN account_id uuid,
  ADD COLUMN personal boolean NOT NULL DEFAULT false,
  ADD COLUMN number text,
  ADD COLUMN owner jsonb,
  ADD COLUMN told jsonb,
  ADD COLUMN failure text,
  ADD COLUMN retry_at timestamp(3) with time zone,
  ADD COLUMN waiting boolean NOT NULL DEFAULT false,
  ADD COLUMN instead_of text,
  ADD COLUMN summary_tries integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT meeting_conference_account_id_fk FOREIGN KEY (org_id, account_id) REFERENCES meeting_account (org_id, id),
  ADD CONSTRAINT meeting_conference_number_check CHECK (char_length(number) <= 60),
  ADD CONSTRAINT meeting_conference_failure_check CHECK (char_length(failure) <= 40),
  ADD CONSTRAINT meeting_conference_instead_of_check CHECK (char_length(instead_of) <= 60);

CREATE INDEX meeting_conference_provider_external_id_idx ON meeting_conference (org_id, provider, external_id);

CREATE INDEX meeting_conference_account_id_idx ON meeting_conference (org_id, account_id);

CREATE INDEX meeting_conference_provider_account_id_idx ON meeting_conference (org_id, provider, account_id) WHERE waiting;

-- Addresses under which a host starts a conference are asked for when they are needed.
DROP TABLE meeting_host_link;
