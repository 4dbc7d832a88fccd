CREATE TABLE base_account (
  id uuid NOT NULL,
  email text NOT NULL,
  password_hash text,
  active boolean NOT NULL DEFAULT true,
  last_sign_in timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT base_account_pkey PRIMARY KEY (id),
  CONSTRAINT base_account_email_key UNIQUE (email),
  CONSTRAINT base_account_email_check CHECK (char_length(email) <= 254),
  CONSTRAINT base_account_password_hash_check CHECK (char_length(password_hash) <= 300)
);

CREATE TABLE base_session (
  id uuid NOT NULL,
  token_hash text NOT NULL,
  account_id uuid NOT NULL,
  device text NOT NULL,
  address text,
  expires_at timestamp(3) with time zone NOT NULL,
  last_seen_at timestamp(3) with time zone NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT base_session_pkey PRIMARY KEY (id),
  CONSTRAINT base_session_token_hash_key UNIQUE (token_hash),
  CONSTRAINT base_session_token_hash_check CHECK (char_length(token_hash) <= 200),
  CONSTRAINT base_session_account_id_fk FOREIGN KEY (account_id) REFERENCES base_account (id) ON DELETE CASCADE,
  CONSTRAINT base_session_device_check CHECK (char_length(device) <= 300),
  CONSTRAINT base_session_address_check CHECK (char_length(address) <= 60)
);
CREATE INDEX base_session_account_id_idx ON base_session (account_id);

CREATE TABLE base_person (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  account_id uuid,
  active boolean NOT NULL DEFAULT true,
  time_zone text NOT NULL DEFAULT 'UTC',
  zone_chosen_at timestamp(3) with time zone,
  language text NOT NULL DEFAULT 'en',
  hour12 boolean NOT NULL DEFAULT false,
  week_start integer NOT NULL DEFAULT 1,
  joined_at timestamp(3) with time zone,
  phone text,
  photo bytea,
  photo_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT base_person_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT base_person_email_key UNIQUE (org_id, email),
  CONSTRAINT base_person_account_id_key UNIQUE (org_id, account_id),
  CONSTRAINT base_person_name_check CHECK (char_length(name) <= 120),
  CONSTRAINT base_person_email_check CHECK (char_length(email) <= 254),
  CONSTRAINT base_person_account_id_fk FOREIGN KEY (account_id) REFERENCES base_account (id),
  CONSTRAINT base_person_time_zone_check CHECK (char_length(time_zone) <= 64),
  CONSTRAINT base_person_language_check CHECK (char_length(language) <= 12),
  CONSTRAINT base_person_week_start_check CHECK (week_start BETWEEN 1 AND 7),
  CONSTRAINT base_person_phone_check CHECK (char_length(phone) <= 40)
);

CREATE TABLE base_membership (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  "group" text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT base_membership_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT base_membership_person_id_group_key UNIQUE (org_id, person_id, "group"),
  CONSTRAINT base_membership_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id) ON DELETE CASCADE,
  CONSTRAINT base_membership_group_check CHECK (char_length("group") <= 80)
);

CREATE TABLE base_picture (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  purpose text NOT NULL,
  type text NOT NULL,
  content bytea NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT base_picture_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT base_picture_purpose_check CHECK (purpose IN ('logo')),
  CONSTRAINT base_picture_type_check CHECK (type IN ('image/png', 'image/jpeg', 'image/webp'))
);
