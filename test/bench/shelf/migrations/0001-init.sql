CREATE TABLE bench_shelf (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  room text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT bench_shelf_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT bench_shelf_name_check CHECK (char_length(name) <= 200),
  CONSTRAINT bench_shelf_room_check CHECK (char_length(room) <= 200)
);

CREATE TABLE bench_book (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  title text NOT NULL,
  pages integer NOT NULL DEFAULT 0,
  price double precision,
  state text NOT NULL DEFAULT 'new',
  bought timestamp(3) with time zone,
  note text,
  shelf_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT bench_book_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT bench_book_title_check CHECK (char_length(title) <= 200),
  CONSTRAINT bench_book_state_check CHECK (state IN ('new', 'read')),
  CONSTRAINT bench_book_note_check CHECK (char_length(note) <= 200),
  CONSTRAINT bench_book_shelf_id_fk FOREIGN KEY (org_id, shelf_id) REFERENCES bench_shelf (org_id, id),
  CONSTRAINT bench_book_owner_id_fk FOREIGN KEY (org_id, owner_id) REFERENCES base_person (org_id, id)
);
CREATE INDEX bench_book_owner_id_title_idx ON bench_book (org_id, owner_id, title);
CREATE INDEX bench_book_shelf_id_idx ON bench_book (org_id, shelf_id);
