CREATE TABLE booking_link (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  description text,
  host_id uuid NOT NULL,
  room_id uuid,
  virtual_room_id uuid,
  schedule_id uuid NOT NULL,
  time_zone text NOT NULL,
  duration_min integer NOT NULL DEFAULT 60,
  step_min integer NOT NULL DEFAULT 60,
  buffer_before_min integer NOT NULL DEFAULT 0,
  buffer_after_min integer NOT NULL DEFAULT 0,
  min_notice_min integer NOT NULL DEFAULT 60,
  window_days integer NOT NULL DEFAULT 60,
  approval boolean NOT NULL DEFAULT true,
  active boolean NOT NULL DEFAULT true,
  expires_at timestamp(3) with time zone,
  seed text NOT NULL DEFAULT '',
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT booking_link_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT booking_link_name_check CHECK (char_length(name) <= 120),
  CONSTRAINT booking_link_description_check CHECK (char_length(description) <= 2000),
  CONSTRAINT booking_link_host_id_fk FOREIGN KEY (org_id, host_id) REFERENCES base_person (org_id, id),
  CONSTRAINT booking_link_room_id_fk FOREIGN KEY (org_id, room_id) REFERENCES meeting_room (org_id, id),
  CONSTRAINT booking_link_virtual_room_id_fk FOREIGN KEY (org_id, virtual_room_id) REFERENCES meeting_virtual_room (org_id, id),
  CONSTRAINT booking_link_schedule_id_fk FOREIGN KEY (org_id, schedule_id) REFERENCES calendar_schedule (org_id, id),
  CONSTRAINT booking_link_time_zone_check CHECK (char_length(time_zone) <= 64),
  CONSTRAINT booking_link_duration_min_check CHECK (duration_min BETWEEN 5 AND 1440),
  CONSTRAINT booking_link_step_min_check CHECK (step_min BETWEEN 5 AND 1440),
  CONSTRAINT booking_link_buffer_before_min_check CHECK (buffer_before_min BETWEEN 0 AND 240),
  CONSTRAINT booking_link_buffer_after_min_check CHECK (buffer_after_min BETWEEN 0 AND 240),
  CONSTRAINT booking_link_min_notice_min_check CHECK (min_notice_min BETWEEN 0 AND 43200),
  CONSTRAINT booking_link_window_days_check CHECK (window_days BETWEEN 1 AND 730),
  CONSTRAINT booking_link_seed_check CHECK (char_length(seed) <= 40)
);
CREATE INDEX booking_link_host_id_idx ON booking_link (org_id, host_id);
CREATE INDEX booking_link_room_id_idx ON booking_link (org_id, room_id);
CREATE INDEX booking_link_virtual_room_id_idx ON booking_link (org_id, virtual_room_id);
CREATE INDEX booking_link_schedule_id_idx ON booking_link (org_id, schedule_id);

CREATE TABLE booking_booking (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  link_id uuid,
  meeting_id uuid NOT NULL,
  guest_name text NOT NULL,
  guest_email text NOT NULL,
  time_zone text NOT NULL,
  language text NOT NULL,
  browser text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT booking_booking_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT booking_booking_meeting_id_key UNIQUE (org_id, meeting_id),
  CONSTRAINT booking_booking_link_id_fk FOREIGN KEY (org_id, link_id) REFERENCES booking_link (org_id, id) ON DELETE SET NULL (link_id),
  CONSTRAINT booking_booking_meeting_id_fk FOREIGN KEY (org_id, meeting_id) REFERENCES meeting_event (org_id, id) ON DELETE CASCADE,
  CONSTRAINT booking_booking_guest_name_check CHECK (char_length(guest_name) <= 120),
  CONSTRAINT booking_booking_guest_email_check CHECK (char_length(guest_email) <= 254),
  CONSTRAINT booking_booking_time_zone_check CHECK (char_length(time_zone) <= 64),
  CONSTRAINT booking_booking_language_check CHECK (char_length(language) <= 12),
  CONSTRAINT booking_booking_browser_check CHECK (char_length(browser) <= 64)
);
CREATE INDEX booking_booking_link_id_idx ON booking_booking (org_id, link_id);
CREATE INDEX booking_booking_browser_created_at_idx ON booking_booking (org_id, browser, created_at) WHERE browser IS NOT NULL;
