ALTER TABLE meeting_event_room ADD COLUMN checked_in_at timestamp(3) with time zone;
ALTER TABLE meeting_event_room ADD COLUMN released_at timestamp(3) with time zone;

CREATE TABLE meeting_door (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  room_id uuid NOT NULL,
  seed text NOT NULL,
  show_subject boolean NOT NULL DEFAULT false,
  show_host boolean NOT NULL DEFAULT false,
  release_after_min integer NOT NULL DEFAULT 0,
  active boolean NOT NULL DEFAULT true,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_door_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_door_room_id_key UNIQUE (org_id, room_id),
  CONSTRAINT meeting_door_seed_check CHECK (char_length(seed) <= 60),
  CONSTRAINT meeting_door_release_after_min_check CHECK (release_after_min BETWEEN 0 AND 240),
  CONSTRAINT meeting_door_room_id_fk FOREIGN KEY (org_id, room_id) REFERENCES meeting_room (org_id, id) ON DELETE CASCADE
);
