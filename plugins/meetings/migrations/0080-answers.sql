ALTER TABLE meeting_attendee
  ADD COLUMN answered_sequence integer,
  ADD COLUMN answered_at timestamp(3) with time zone,
  ADD COLUMN answer_note text,
  ADD CONSTRAINT meeting_attendee_answer_note_check CHECK (char_length(answer_note) <= 500);
