CREATE INDEX activity_activity_ends_at_idx ON activity_activity (org_id, ends_at) WHERE ends_at IS NOT NULL;
