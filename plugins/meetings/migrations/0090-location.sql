ALTER TABLE meeting_event
  ADD COLUMN location_kind text,
  ADD COLUMN location text,
  ADD CONSTRAINT meeting_event_location_kind_check CHECK (location_kind IN ('address', 'phone-guest', 'phone-host')),
  ADD CONSTRAINT meeting_event_location_check CHECK (char_length(location) <= 300);
