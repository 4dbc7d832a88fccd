CREATE TABLE note_note (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  text text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT note_note_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT note_note_text_check CHECK (char_length(text) <= 200)
);
