-- Access tokens of outside services, kept until shortly before they end. `token` is sealed; `place` is a hash, so that the table tells no account and no person.
-- `lease`: who is fetching a new one, until when at most.
CREATE TABLE core_access_token (
  org_id integer NOT NULL REFERENCES core_organization (id) ON DELETE CASCADE,
  plugin text NOT NULL,
  place bytea NOT NULL,
  token bytea,
  expires_at timestamptz,
  lease uuid,
  lease_until timestamptz,
  PRIMARY KEY (org_id, plugin, place)
);
