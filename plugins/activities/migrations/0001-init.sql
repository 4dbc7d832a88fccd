CREATE TABLE activity_activity (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  model text NOT NULL,
  record uuid NOT NULL,
  kind text NOT NULL,
  person_id uuid NOT NULL,
  summary text NOT NULL,
  note text,
  due date NOT NULL,
  starts_at timestamp(3) with time zone,
  ends_at timestamp(3) with time zone,
  link text,
  done_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT activity_activity_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT activity_activity_model_record_kind_person_id_key UNIQUE (org_id, model, record, kind, person_id),
  CONSTRAINT activity_activity_model_check CHECK (char_length(model) <= 80),
  CONSTRAINT activity_activity_kind_check CHECK (char_length(kind) <= 60),
  CONSTRAINT activity_activity_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id) ON DELETE CASCADE,
  CONSTRAINT activity_activity_summary_check CHECK (char_length(summary) <= 300),
  CONSTRAINT activity_activity_note_check CHECK (char_length(note) <= 10000),
  CONSTRAINT activity_activity_link_check CHECK (char_length(link) <= 2000)
);
CREATE INDEX activity_activity_person_id_due_idx ON activity_activity (org_id, person_id, due) WHERE done_at IS NULL;
CREATE INDEX activity_activity_person_id_idx ON activity_activity (org_id, person_id);
