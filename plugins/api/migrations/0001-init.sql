CREATE TABLE api_key (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  name text NOT NULL,
  start text NOT NULL,
  scope jsonb NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL,
  last_used_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT api_key_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT api_key_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id) ON DELETE CASCADE,
  CONSTRAINT api_key_name_check CHECK (char_length(name) <= 80),
  CONSTRAINT api_key_start_check CHECK (char_length(start) <= 20)
);
CREATE INDEX api_key_person_id_idx ON api_key (org_id, person_id);

CREATE TABLE api_webhook (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  owner_id uuid NOT NULL,
  url text NOT NULL,
  subscriptions jsonb NOT NULL,
  with_record boolean NOT NULL DEFAULT false,
  active boolean NOT NULL DEFAULT true,
  secret bytea NOT NULL,
  former_secret bytea,
  former_until timestamp(3) with time zone,
  headers bytea,
  failures integer NOT NULL DEFAULT 0,
  stopped_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT api_webhook_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT api_webhook_name_check CHECK (char_length(name) <= 80),
  CONSTRAINT api_webhook_owner_id_fk FOREIGN KEY (org_id, owner_id) REFERENCES base_person (org_id, id) ON DELETE CASCADE,
  CONSTRAINT api_webhook_url_check CHECK (char_length(url) <= 2000)
);
CREATE INDEX api_webhook_owner_id_idx ON api_webhook (org_id, owner_id);

CREATE TABLE api_delivery (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  event text NOT NULL,
  happened_at timestamp(3) with time zone NOT NULL,
  record uuid,
  state text NOT NULL DEFAULT 'pending',
  attempts integer NOT NULL DEFAULT 0,
  status integer,
  duration integer,
  error text,
  body text,
  tried_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT api_delivery_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT api_delivery_webhook_id_fk FOREIGN KEY (org_id, webhook_id) REFERENCES api_webhook (org_id, id) ON DELETE CASCADE,
  CONSTRAINT api_delivery_event_check CHECK (char_length(event) <= 120),
  CONSTRAINT api_delivery_state_check CHECK (state IN ('pending', 'sent', 'failed', 'skipped')),
  CONSTRAINT api_delivery_error_check CHECK (char_length(error) <= 300),
  CONSTRAINT api_delivery_body_check CHECK (char_length(body) <= 100000)
);
CREATE INDEX api_delivery_webhook_id_created_at_idx ON api_delivery (org_id, webhook_id, created_at);
CREATE INDEX api_delivery_created_at_idx ON api_delivery (org_id, created_at);
