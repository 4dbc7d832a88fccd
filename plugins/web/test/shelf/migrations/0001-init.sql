CREATE TABLE shelf_author (
  org_id integer NOT NULL, id uuid NOT NULL, name text NOT NULL, public boolean NOT NULL DEFAULT true, salary integer,
  created_at timestamptz(3) NOT NULL DEFAULT now(), updated_at timestamptz(3) NOT NULL DEFAULT now(), PRIMARY KEY (org_id, id)
);
CREATE TABLE shelf_book (
  org_id integer NOT NULL, id uuid NOT NULL, title text NOT NULL, code text, pages integer, price double precision, kind text NOT NULL DEFAULT 'novel',
  lent boolean NOT NULL DEFAULT false, active boolean NOT NULL DEFAULT true, author_id uuid, owner_id uuid, bought date, read_at timestamptz(3), note text,
  token bytea, internal text, secretary_id uuid, extra jsonb,
  created_at timestamptz(3) NOT NULL DEFAULT now(), updated_at timestamptz(3) NOT NULL DEFAULT now(), PRIMARY KEY (org_id, id),
  CONSTRAINT shelf_book_code_key UNIQUE (org_id, code),
  CONSTRAINT shelf_book_pages_check CHECK (pages >= 1),
  CONSTRAINT shelf_book_author_id_fk FOREIGN KEY (org_id, author_id) REFERENCES shelf_author (org_id, id)
);
CREATE TABLE shelf_loan (
  org_id integer NOT NULL, id uuid NOT NULL, reader text NOT NULL, book_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(), updated_at timestamptz(3) NOT NULL DEFAULT now(), PRIMARY KEY (org_id, id),
  CONSTRAINT shelf_loan_book_id_fk FOREIGN KEY (org_id, book_id) REFERENCES shelf_book (org_id, id)
);
CREATE TABLE shelf_box (
  org_id integer NOT NULL, id uuid NOT NULL, name text NOT NULL, sealed boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT now(), updated_at timestamptz(3) NOT NULL DEFAULT now(), PRIMARY KEY (org_id, id)
);
