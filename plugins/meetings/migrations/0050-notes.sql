ALTER TABLE meeting_event ADD COLUMN notes text;
ALTER TABLE meeting_event ADD CONSTRAINT meeting_event_notes_check CHECK (char_length(notes) <= 10000);
