ALTER TABLE meeting_conference
  ADD COLUMN polls integer NOT NULL DEFAULT 0;
