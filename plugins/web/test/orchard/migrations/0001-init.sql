CREATE TABLE orchard_tree (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  state text NOT NULL DEFAULT 'young',
  listed boolean NOT NULL DEFAULT false,
  sort text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT orchard_tree_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT orchard_tree_name_check CHECK (char_length(name) <= 80),
  CONSTRAINT orchard_tree_state_check CHECK (state IN ('young', 'bearing', 'felled')),
  CONSTRAINT orchard_tree_sort_check CHECK (char_length(sort) <= 80)
);

CREATE TABLE orchard_harvest (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  tree_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT orchard_harvest_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT orchard_harvest_name_check CHECK (char_length(name) <= 80),
  CONSTRAINT orchard_harvest_tree_id_fk FOREIGN KEY (org_id, tree_id) REFERENCES orchard_tree (org_id, id) ON DELETE CASCADE
);
CREATE INDEX orchard_harvest_tree_id_idx ON orchard_harvest (org_id, tree_id);
