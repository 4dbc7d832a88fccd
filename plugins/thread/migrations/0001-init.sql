CREATE TABLE thread_message (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  model text NOT NULL,
  record uuid NOT NULL,
  kind text NOT NULL,
  author_id uuid,
  body text,
  "values" jsonb NOT NULL DEFAULT '{}'::jsonb,
  mentions jsonb NOT NULL DEFAULT '[]'::jsonb,
  edited_at timestamp(3) with time zone,
  removed_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT thread_message_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT thread_message_model_check CHECK (char_length(model) <= 120),
  CONSTRAINT thread_message_kind_check CHECK (kind IN ('note', 'comment', 'system')),
  CONSTRAINT thread_message_author_id_fk FOREIGN KEY (org_id, author_id) REFERENCES base_person (org_id, id) ON DELETE SET NULL (author_id),
  CONSTRAINT thread_message_body_check CHECK (char_length(body) <= 10000)
);
CREATE INDEX thread_message_record_id_idx ON thread_message (org_id, record, id);
CREATE INDEX thread_message_author_id_idx ON thread_message (org_id, author_id);

CREATE TABLE thread_edit (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  message_id uuid NOT NULL,
  body text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT thread_edit_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT thread_edit_message_id_fk FOREIGN KEY (org_id, message_id) REFERENCES thread_message (org_id, id) ON DELETE CASCADE,
  CONSTRAINT thread_edit_body_check CHECK (char_length(body) <= 10000)
);
CREATE INDEX thread_edit_message_id_idx ON thread_edit (org_id, message_id);

CREATE TABLE thread_follower (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  model text NOT NULL,
  record uuid NOT NULL,
  person_id uuid NOT NULL,
  follows boolean NOT NULL DEFAULT true,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT thread_follower_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT thread_follower_record_person_id_model_key UNIQUE (org_id, record, person_id, model),
  CONSTRAINT thread_follower_model_check CHECK (char_length(model) <= 120),
  CONSTRAINT thread_follower_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id) ON DELETE CASCADE
);
CREATE INDEX thread_follower_person_id_idx ON thread_follower (org_id, person_id);

CREATE TABLE thread_file (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  model text NOT NULL,
  record uuid NOT NULL,
  message_id uuid,
  person_id uuid,
  name text NOT NULL,
  type text NOT NULL,
  size integer NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT thread_file_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT thread_file_model_check CHECK (char_length(model) <= 120),
  CONSTRAINT thread_file_message_id_fk FOREIGN KEY (org_id, message_id) REFERENCES thread_message (org_id, id) ON DELETE CASCADE,
  CONSTRAINT thread_file_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id) ON DELETE SET NULL (person_id),
  CONSTRAINT thread_file_name_check CHECK (char_length(name) <= 200),
  CONSTRAINT thread_file_type_check CHECK (char_length(type) <= 80),
  CONSTRAINT thread_file_size_check CHECK (size >= 0)
);
CREATE INDEX thread_file_record_id_idx ON thread_file (org_id, record, id);
CREATE INDEX thread_file_message_id_idx ON thread_file (org_id, message_id);
CREATE INDEX thread_file_person_id_idx ON thread_file (org_id, person_id);

CREATE TABLE thread_piece (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  file_id uuid NOT NULL,
  "position" integer NOT NULL,
  content bytea NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT thread_piece_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT thread_piece_file_id_position_key UNIQUE (org_id, file_id, "position"),
  CONSTRAINT thread_piece_file_id_fk FOREIGN KEY (org_id, file_id) REFERENCES thread_file (org_id, id) ON DELETE CASCADE,
  CONSTRAINT thread_piece_position_check CHECK ("position" >= 0)
);

