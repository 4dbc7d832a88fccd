CREATE TABLE core_audit (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  model text NOT NULL,
  record uuid NOT NULL,
  title text,
  operation text NOT NULL,
  actor text NOT NULL,
  account uuid,
  person uuid,
  plugin text NOT NULL,
  token text,
  sudo text,
  request text,
  address text,
  changes jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT core_audit_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT core_audit_model_check CHECK (char_length(model) <= 120),
  CONSTRAINT core_audit_title_check CHECK (char_length(title) <= 200),
  CONSTRAINT core_audit_operation_check CHECK (operation IN ('create', 'update', 'delete')),
  CONSTRAINT core_audit_actor_check CHECK (actor IN ('anonymous', 'user', 'portal', 'plugin', 'system')),
  CONSTRAINT core_audit_plugin_check CHECK (char_length(plugin) <= 120),
  CONSTRAINT core_audit_token_check CHECK (char_length(token) <= 120),
  CONSTRAINT core_audit_sudo_check CHECK (char_length(sudo) <= 300),
  CONSTRAINT core_audit_request_check CHECK (char_length(request) <= 100),
  CONSTRAINT core_audit_address_check CHECK (char_length(address) <= 60)
);
CREATE INDEX core_audit_record_id_idx ON core_audit (org_id, record, id);
CREATE INDEX core_audit_model_id_idx ON core_audit (org_id, model, id);
CREATE INDEX core_audit_person_id_idx ON core_audit (org_id, person, id) WHERE person IS NOT NULL;

CREATE TABLE core_security_event (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  minute timestamp(3) with time zone NOT NULL,
  kind text NOT NULL,
  address text NOT NULL DEFAULT '',
  account text NOT NULL DEFAULT '',
  detail text NOT NULL DEFAULT '',
  count integer NOT NULL DEFAULT 1,
  last_at timestamp(3) with time zone NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT core_security_event_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT core_security_event_minute_kind_address_account_detail_key UNIQUE (org_id, minute, kind, address, account, detail),
  CONSTRAINT core_security_event_kind_check CHECK (char_length(kind) <= 40),
  CONSTRAINT core_security_event_address_check CHECK (char_length(address) <= 60),
  CONSTRAINT core_security_event_account_check CHECK (char_length(account) <= 40),
  CONSTRAINT core_security_event_detail_check CHECK (char_length(detail) <= 200),
  CONSTRAINT core_security_event_count_check CHECK (count >= 1)
);
CREATE INDEX core_security_event_kind_minute_idx ON core_security_event (org_id, kind, minute);

-- The log is written once. Whoever has this database's role for DML can add lines, and take away none that is younger than 90 days (30 for security events).
CREATE FUNCTION core_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  least interval := TG_ARGV[0]::interval;
BEGIN
  IF TG_OP = 'DELETE' AND OLD.created_at < now() - least THEN
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'core_security_event' THEN
    -- a counter may grow
    IF (to_jsonb(NEW) - ARRAY['count', 'last_at', 'updated_at']) = (to_jsonb(OLD) - ARRAY['count', 'last_at', 'updated_at']) AND NEW.count >= OLD.count AND NEW.last_at >= OLD.last_at THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER core_audit_rows BEFORE UPDATE OR DELETE ON core_audit FOR EACH ROW EXECUTE FUNCTION core_refuse_rewriting('90 days');
CREATE TRIGGER core_audit_whole BEFORE TRUNCATE ON core_audit FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_rewriting('90 days');
CREATE TRIGGER core_security_event_rows BEFORE UPDATE OR DELETE ON core_security_event FOR EACH ROW EXECUTE FUNCTION core_refuse_rewriting('30 days');
CREATE TRIGGER core_security_event_whole BEFORE TRUNCATE ON core_security_event FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_rewriting('30 days');
ALTER TABLE core_audit ENABLE ALWAYS TRIGGER core_audit_rows, ENABLE ALWAYS TRIGGER core_audit_whole;
ALTER TABLE core_security_event ENABLE ALWAYS TRIGGER core_security_event_rows, ENABLE ALWAYS TRIGGER core_security_event_whole;

-- Retention, also where the application's role has lost DELETE on these tables: the functions run as their owner.
CREATE FUNCTION core_trim_audit(before timestamptz, most integer) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH gone AS (
    DELETE FROM core_audit WHERE (org_id, id) IN (
      SELECT a.org_id, a.id FROM core_organization o, LATERAL (
        -- ids begin with the time in milliseconds: what is older comes first
        SELECT org_id, id FROM core_audit
        WHERE org_id = o.id AND created_at < least(before, now() - interval '90 days')
          AND id < (lpad(to_hex((extract(epoch FROM before) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
        ORDER BY id LIMIT most) AS a
      LIMIT most)
    RETURNING 1)
  SELECT count(*) FROM gone
$$;
CREATE FUNCTION core_trim_security_events(before timestamptz, most integer) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH gone AS (
    DELETE FROM core_security_event WHERE (org_id, id) IN (
      SELECT e.org_id, e.id FROM core_organization o, LATERAL (
        SELECT org_id, id FROM core_security_event WHERE org_id = o.id AND minute < before AND created_at < now() - interval '30 days' ORDER BY minute LIMIT most) AS e
      LIMIT most)
    RETURNING 1)
  SELECT count(*) FROM gone
$$;
