CREATE TABLE lib_author (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  public boolean NOT NULL DEFAULT true,
  salary integer,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT lib_author_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT lib_author_name_check CHECK (char_length(name) <= 200)
);

CREATE TABLE lib_book (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  title text NOT NULL,
  pages integer,
  rating double precision,
  state text NOT NULL DEFAULT 'draft',
  owner_id uuid NOT NULL,
  author_id uuid,
  secretary_id uuid,
  published_at timestamp(3) with time zone,
  day date,
  during tstzrange,
  cover bytea,
  token bytea,
  internal text,
  note text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT lib_book_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT lib_book_title_check CHECK (char_length(title) <= 100),
  CONSTRAINT lib_book_pages_check CHECK (pages >= 1),
  CONSTRAINT lib_book_state_check CHECK (state IN ('draft', 'published')),
  CONSTRAINT lib_book_owner_id_fk FOREIGN KEY (org_id, owner_id) REFERENCES base_person (org_id, id),
  CONSTRAINT lib_book_author_id_fk FOREIGN KEY (org_id, author_id) REFERENCES lib_author (org_id, id),
  CONSTRAINT lib_book_secretary_id_fk FOREIGN KEY (org_id, secretary_id) REFERENCES base_person (org_id, id),
  CONSTRAINT lib_book_during_check CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during) AND lower_inc(during) AND NOT upper_inc(during)),
  CONSTRAINT lib_book_internal_check CHECK (char_length(internal) <= 200),
  CONSTRAINT lib_book_note_check CHECK (char_length(note) <= 200)
);
CREATE INDEX lib_book_owner_id_idx ON lib_book (org_id, owner_id);
CREATE INDEX lib_book_author_id_idx ON lib_book (org_id, author_id);
CREATE INDEX lib_book_secretary_id_idx ON lib_book (org_id, secretary_id);

CREATE TABLE lib_chapter (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  title text NOT NULL,
  book_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT lib_chapter_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT lib_chapter_title_check CHECK (char_length(title) <= 200),
  CONSTRAINT lib_chapter_book_id_fk FOREIGN KEY (org_id, book_id) REFERENCES lib_book (org_id, id) ON DELETE CASCADE
);
CREATE INDEX lib_chapter_book_id_idx ON lib_chapter (org_id, book_id);

CREATE TABLE lib_shelf (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  owner_id uuid,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT lib_shelf_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT lib_shelf_name_check CHECK (char_length(name) <= 200),
  CONSTRAINT lib_shelf_owner_id_fk FOREIGN KEY (org_id, owner_id) REFERENCES base_person (org_id, id)
);
CREATE INDEX lib_shelf_owner_id_idx ON lib_shelf (org_id, owner_id);

CREATE TABLE lib_diary (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT lib_diary_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT lib_diary_name_check CHECK (char_length(name) <= 200)
);

CREATE TABLE lib_vault (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT lib_vault_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT lib_vault_name_check CHECK (char_length(name) <= 200)
);
