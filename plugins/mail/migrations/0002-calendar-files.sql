CREATE INDEX mail_message_created_at_idx ON mail_message (org_id, created_at) WHERE ics IS NOT NULL;
