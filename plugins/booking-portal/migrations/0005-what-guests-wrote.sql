ALTER TABLE booking_booking
  ADD COLUMN note text,
  ADD COLUMN ended text,
  ADD CONSTRAINT booking_booking_note_check CHECK (char_length(note) <= 2000),
  ADD CONSTRAINT booking_booking_ended_check CHECK (ended IN ('declined', 'lapsed', 'taken-back', 'cancelled'));
