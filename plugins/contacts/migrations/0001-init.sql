CREATE TABLE contacts_contact (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  company text,
  phone text,
  time_zone text NOT NULL DEFAULT 'UTC',
  language text NOT NULL DEFAULT 'en',
  notes text,
  active boolean NOT NULL DEFAULT true,
  merged_into_id uuid,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT contacts_contact_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT contacts_contact_email_key UNIQUE (org_id, email),
  CONSTRAINT contacts_contact_name_check CHECK (char_length(name) <= 120),
  CONSTRAINT contacts_contact_email_check CHECK (char_length(email) <= 254),
  CONSTRAINT contacts_contact_company_check CHECK (char_length(company) <= 120),
  CONSTRAINT contacts_contact_phone_check CHECK (char_length(phone) <= 40),
  CONSTRAINT contacts_contact_time_zone_check CHECK (char_length(time_zone) <= 64),
  CONSTRAINT contacts_contact_language_check CHECK (char_length(language) <= 12),
  CONSTRAINT contacts_contact_notes_check CHECK (char_length(notes) <= 10000),
  CONSTRAINT contacts_contact_merged_into_id_fk FOREIGN KEY (org_id, merged_into_id) REFERENCES contacts_contact (org_id, id) ON DELETE SET NULL (merged_into_id)
);
CREATE INDEX contacts_contact_merged_into_id_idx ON contacts_contact (org_id, merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX contacts_contact_name_idx ON contacts_contact (org_id, name);
CREATE INDEX contacts_contact_company_idx ON contacts_contact (org_id, company);

CREATE TABLE contacts_suggestion (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  contact_id uuid NOT NULL,
  field text NOT NULL,
  value text NOT NULL,
  state text NOT NULL DEFAULT 'open',
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT contacts_suggestion_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT contacts_suggestion_contact_id_field_value_key UNIQUE (org_id, contact_id, field, value),
  CONSTRAINT contacts_suggestion_contact_id_fk FOREIGN KEY (org_id, contact_id) REFERENCES contacts_contact (org_id, id) ON DELETE CASCADE,
  CONSTRAINT contacts_suggestion_field_check CHECK (field IN ('name', 'phone')),
  CONSTRAINT contacts_suggestion_value_check CHECK (char_length(value) <= 120),
  CONSTRAINT contacts_suggestion_state_check CHECK (state IN ('open', 'dismissed'))
);

CREATE TABLE contacts_meeting (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  contact_id uuid NOT NULL,
  event_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT contacts_meeting_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT contacts_meeting_contact_id_event_id_key UNIQUE (org_id, contact_id, event_id),
  CONSTRAINT contacts_meeting_contact_id_fk FOREIGN KEY (org_id, contact_id) REFERENCES contacts_contact (org_id, id) ON DELETE CASCADE,
  CONSTRAINT contacts_meeting_event_id_fk FOREIGN KEY (org_id, event_id) REFERENCES meeting_event (org_id, id) ON DELETE CASCADE
);
CREATE INDEX contacts_meeting_event_id_idx ON contacts_meeting (org_id, event_id);
