CREATE TABLE shelf_book (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  pages integer NOT NULL DEFAULT 100,
  key bytea,
  cover bytea,
  hint text,
  reader text,
  seen_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT shelf_book_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT shelf_book_name_check CHECK (char_length(name) <= 200),
  CONSTRAINT shelf_book_hint_check CHECK (char_length(hint) <= 200),
  CONSTRAINT shelf_book_reader_check CHECK (char_length(reader) <= 200)
);

CREATE TABLE shelf_visit (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT shelf_visit_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT shelf_visit_name_check CHECK (char_length(name) <= 200)
);

