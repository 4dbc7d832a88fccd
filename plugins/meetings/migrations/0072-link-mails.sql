ALTER TABLE meeting_conference
  ADD COLUMN mailed text,
  ADD COLUMN link_only jsonb,
  ADD CONSTRAINT meeting_conference_mailed_check CHECK (char_length(mailed) <= 30);
