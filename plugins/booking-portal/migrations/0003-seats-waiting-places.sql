CREATE TABLE booking_waiting (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  link_id uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  "from" timestamp(3) with time zone NOT NULL,
  until timestamp(3) with time zone NOT NULL,
  minutes integer NOT NULL,
  place text,
  time_zone text NOT NULL,
  language text NOT NULL DEFAULT 'en',
  state text NOT NULL DEFAULT 'waiting',
  offered_start timestamp(3) with time zone,
  offered_until timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT booking_waiting_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT booking_waiting_stretch CHECK ("until" >= "from"),
  CONSTRAINT booking_waiting_link_id_fk FOREIGN KEY (org_id, link_id) REFERENCES booking_link (org_id, id) ON DELETE CASCADE,
  CONSTRAINT booking_waiting_name_check CHECK (char_length(name) <= 120),
  CONSTRAINT booking_waiting_email_check CHECK (char_length(email) <= 254),
  CONSTRAINT booking_waiting_minutes_check CHECK (minutes BETWEEN 5 AND 1440),
  CONSTRAINT booking_waiting_place_check CHECK (char_length(place) <= 20),
  CONSTRAINT booking_waiting_time_zone_check CHECK (char_length(time_zone) <= 64),
  CONSTRAINT booking_waiting_language_check CHECK (char_length(language) <= 12),
  CONSTRAINT booking_waiting_state_check CHECK (state IN ('waiting', 'offered', 'booked', 'left', 'lapsed'))
);
CREATE INDEX booking_waiting_link_id_state_created_at_idx ON booking_waiting (org_id, link_id, state, created_at);
CREATE INDEX booking_waiting_until_idx ON booking_waiting (org_id, until);

ALTER TABLE booking_link
  ADD COLUMN seats integer NOT NULL DEFAULT 1,
  ADD COLUMN show_seats boolean NOT NULL DEFAULT true,
  ADD COLUMN waitlist boolean NOT NULL DEFAULT false,
  ADD COLUMN waitlist_hours integer NOT NULL DEFAULT 4,
  ADD COLUMN places jsonb NOT NULL DEFAULT '[]'::jsonb,
  ADD CONSTRAINT booking_link_seats_check CHECK (seats BETWEEN 1 AND 1000),
  ADD CONSTRAINT booking_link_waitlist_hours_check CHECK (waitlist_hours BETWEEN 1 AND 168);

ALTER TABLE booking_booking
  ADD COLUMN shared boolean NOT NULL DEFAULT false,
  ADD COLUMN seats integer NOT NULL DEFAULT 1,
  ADD COLUMN others jsonb NOT NULL DEFAULT '[]'::jsonb,
  ADD COLUMN moves integer NOT NULL DEFAULT 0,
  ADD COLUMN left_at timestamp(3) with time zone,
  ADD COLUMN place text,
  ADD CONSTRAINT booking_booking_seats_check CHECK (seats BETWEEN 1 AND 1000),
  ADD CONSTRAINT booking_booking_place_check CHECK (char_length(place) <= 20),
  DROP CONSTRAINT booking_booking_meeting_id_key;

CREATE INDEX booking_booking_meeting_id_idx ON booking_booking (org_id, meeting_id);
