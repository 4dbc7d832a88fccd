-- Counters of rate limits, shared by every process. Unlogged: after a crash of the server they start from nothing, which harms nobody.
CREATE UNLOGGED TABLE core_rate (
  key bytea PRIMARY KEY,
  count integer NOT NULL,
  ends_at timestamptz NOT NULL
) WITH (fillfactor = 70);

-- Answers given under an Idempotency-Key, written in the transaction that did the work.
CREATE TABLE core_idempotency (
  key bytea PRIMARY KEY,
  request bytea NOT NULL,
  status smallint NOT NULL,
  headers jsonb NOT NULL,
  nonce text NOT NULL,
  body bytea NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX core_idempotency_expires_at ON core_idempotency (expires_at);
