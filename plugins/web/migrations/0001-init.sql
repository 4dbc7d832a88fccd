CREATE TABLE web_favourite (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  owner uuid NOT NULL,
  model text NOT NULL,
  name text NOT NULL,
  query text NOT NULL DEFAULT '',
  shared boolean NOT NULL DEFAULT false,
  first boolean NOT NULL DEFAULT false,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT web_favourite_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT web_favourite_model_check CHECK (char_length(model) <= 80),
  CONSTRAINT web_favourite_name_check CHECK (char_length(name) <= 80),
  CONSTRAINT web_favourite_query_check CHECK (char_length(query) <= 2000)
);
CREATE INDEX web_favourite_model_owner_idx ON web_favourite (org_id, model, owner);

CREATE TABLE web_list_setting (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  owner uuid NOT NULL,
  model text NOT NULL,
  columns jsonb,
  page_size integer,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT web_list_setting_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT web_list_setting_owner_model_key UNIQUE (org_id, owner, model),
  CONSTRAINT web_list_setting_model_check CHECK (char_length(model) <= 80),
  CONSTRAINT web_list_setting_page_size_check CHECK (page_size BETWEEN 1 AND 500)
);

CREATE TABLE web_import (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  owner uuid NOT NULL,
  model text NOT NULL,
  file_name text NOT NULL,
  "table" jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting',
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT web_import_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT web_import_model_check CHECK (char_length(model) <= 80),
  CONSTRAINT web_import_file_name_check CHECK (char_length(file_name) <= 200),
  CONSTRAINT web_import_state_check CHECK (state IN ('waiting', 'applied'))
);
CREATE INDEX web_import_owner_idx ON web_import (org_id, owner);

CREATE TABLE web_external_id (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  model text NOT NULL,
  key text NOT NULL,
  record uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT web_external_id_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT web_external_id_model_key_key UNIQUE (org_id, model, key),
  CONSTRAINT web_external_id_model_record_key UNIQUE (org_id, model, record),
  CONSTRAINT web_external_id_model_check CHECK (char_length(model) <= 80),
  CONSTRAINT web_external_id_key_check CHECK (char_length(key) <= 120)
);
