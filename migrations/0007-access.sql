-- What administrators make themselves. Groups grant nothing but what the declared groups that they imply grant; rules and hidden fields only ever take away.
CREATE TABLE core_access_group (
  name text PRIMARY KEY CHECK (name ~ '^own\.[a-z0-9-]{1,60}$'),
  id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  org_id integer NOT NULL REFERENCES core_organization (id) ON DELETE CASCADE,
  title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 80),
  help text NOT NULL DEFAULT '' CHECK (char_length(help) <= 300),
  implies text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX core_access_group_org ON core_access_group (org_id);

CREATE TABLE core_access_rule (
  id uuid PRIMARY KEY,
  org_id integer NOT NULL REFERENCES core_organization (id) ON DELETE CASCADE,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 120),
  model text NOT NULL,
  -- null: everybody who is signed in
  groups text[],
  except_groups text[] NOT NULL DEFAULT '{}',
  operations text NOT NULL CHECK (operations ~ '^[crud]{1,4}$'),
  domain jsonb NOT NULL,
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX core_access_rule_org ON core_access_rule (org_id);

CREATE TABLE core_access_field (
  id uuid PRIMARY KEY,
  org_id integer NOT NULL REFERENCES core_organization (id) ON DELETE CASCADE,
  model text NOT NULL,
  field text NOT NULL,
  groups text[],
  except_groups text[] NOT NULL DEFAULT '{}',
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX core_access_field_org ON core_access_field (org_id);

-- Each use of env.sudo, counted by plugin and reason.
CREATE TABLE core_sudo (
  org_id integer NOT NULL REFERENCES core_organization (id) ON DELETE CASCADE,
  plugin text NOT NULL,
  reason text NOT NULL,
  count bigint NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, plugin, reason)
);
