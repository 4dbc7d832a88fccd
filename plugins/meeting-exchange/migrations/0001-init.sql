CREATE TABLE exchange_import (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  owner_id uuid NOT NULL,
  file_name text NOT NULL,
  state text NOT NULL DEFAULT 'waiting',
  rows jsonb NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT exchange_import_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT exchange_import_owner_id_fk FOREIGN KEY (org_id, owner_id) REFERENCES base_person (org_id, id) ON DELETE CASCADE,
  CONSTRAINT exchange_import_file_name_check CHECK (char_length(file_name) <= 200),
  CONSTRAINT exchange_import_state_check CHECK (state IN ('waiting', 'applied'))
);
CREATE INDEX exchange_import_created_at_idx ON exchange_import (org_id, created_at);
CREATE INDEX exchange_import_owner_id_idx ON exchange_import (org_id, owner_id);
