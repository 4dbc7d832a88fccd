-- How long pages took: counts by route, stretch of time (`grain`: its minutes) and bucket of the histogram. Minutes become hours, hours days. Times of scheduled actions are in core_action_run.
CREATE TABLE core_request_time (
  at timestamptz NOT NULL,
  route text NOT NULL,
  bucket smallint NOT NULL,
  grain smallint NOT NULL CHECK (grain IN (1, 60, 1440)),
  count bigint NOT NULL CHECK (count > 0),
  PRIMARY KEY (at, route, bucket, grain)
);
CREATE INDEX core_action_run_started ON core_action_run (started_at);
