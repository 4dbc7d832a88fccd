CREATE TABLE meeting_room (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  site text,
  address text,
  capacity integer NOT NULL DEFAULT 4,
  equipment text,
  time_zone text NOT NULL,
  schedule_id uuid,
  active boolean NOT NULL DEFAULT true,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_room_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_room_name_key UNIQUE (org_id, name),
  CONSTRAINT meeting_room_name_check CHECK (char_length(name) <= 120),
  CONSTRAINT meeting_room_site_check CHECK (char_length(site) <= 120),
  CONSTRAINT meeting_room_address_check CHECK (char_length(address) <= 300),
  CONSTRAINT meeting_room_capacity_check CHECK (capacity BETWEEN 1 AND 10000),
  CONSTRAINT meeting_room_equipment_check CHECK (char_length(equipment) <= 300),
  CONSTRAINT meeting_room_time_zone_check CHECK (char_length(time_zone) <= 64),
  CONSTRAINT meeting_room_schedule_id_fk FOREIGN KEY (org_id, schedule_id) REFERENCES calendar_schedule (org_id, id)
);
CREATE INDEX meeting_room_schedule_id_idx ON meeting_room (org_id, schedule_id);

CREATE TABLE meeting_virtual_room (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  provider text NOT NULL,
  host_id uuid,
  time_zone text NOT NULL DEFAULT 'UTC',
  options jsonb NOT NULL DEFAULT '{}'::jsonb,
  active boolean NOT NULL DEFAULT true,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_virtual_room_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_virtual_room_name_key UNIQUE (org_id, name),
  CONSTRAINT meeting_virtual_room_name_check CHECK (char_length(name) <= 120),
  CONSTRAINT meeting_virtual_room_provider_check CHECK (char_length(provider) <= 60),
  CONSTRAINT meeting_virtual_room_host_id_fk FOREIGN KEY (org_id, host_id) REFERENCES base_person (org_id, id),
  CONSTRAINT meeting_virtual_room_time_zone_check CHECK (char_length(time_zone) <= 64)
);
CREATE INDEX meeting_virtual_room_host_id_idx ON meeting_virtual_room (org_id, host_id);

CREATE TABLE meeting_event (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  subject text NOT NULL,
  description text,
  host_id uuid NOT NULL,
  creator_id uuid,
  start timestamp(3) with time zone NOT NULL,
  "end" timestamp(3) with time zone NOT NULL,
  time_zone text NOT NULL,
  wall_start text NOT NULL,
  state text NOT NULL DEFAULT 'draft',
  virtual_room_id uuid,
  uid text NOT NULL,
  sequence integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  origin text NOT NULL DEFAULT 'staff',
  reason text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_event_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_event_uid_key UNIQUE (org_id, uid),
  CONSTRAINT meeting_event_order CHECK ("end" > start),
  CONSTRAINT meeting_event_subject_check CHECK (char_length(subject) <= 200),
  CONSTRAINT meeting_event_description_check CHECK (char_length(description) <= 10000),
  CONSTRAINT meeting_event_host_id_fk FOREIGN KEY (org_id, host_id) REFERENCES base_person (org_id, id),
  CONSTRAINT meeting_event_creator_id_fk FOREIGN KEY (org_id, creator_id) REFERENCES base_person (org_id, id),
  CONSTRAINT meeting_event_time_zone_check CHECK (char_length(time_zone) <= 64),
  CONSTRAINT meeting_event_wall_start_check CHECK (char_length(wall_start) <= 20),
  CONSTRAINT meeting_event_state_check CHECK (state IN ('draft', 'confirmed', 'cancelled', 'done')),
  CONSTRAINT meeting_event_virtual_room_id_fk FOREIGN KEY (org_id, virtual_room_id) REFERENCES meeting_virtual_room (org_id, id),
  CONSTRAINT meeting_event_uid_check CHECK (char_length(uid) <= 200),
  CONSTRAINT meeting_event_origin_check CHECK (char_length(origin) <= 40),
  CONSTRAINT meeting_event_reason_check CHECK (char_length(reason) <= 500)
);
CREATE INDEX meeting_event_host_id_start_idx ON meeting_event (org_id, host_id, start);
CREATE INDEX meeting_event_start_idx ON meeting_event (org_id, start);
CREATE INDEX meeting_event_virtual_room_id_start_idx ON meeting_event (org_id, virtual_room_id, start) WHERE virtual_room_id IS NOT NULL;
CREATE INDEX meeting_event_creator_id_idx ON meeting_event (org_id, creator_id);

CREATE TABLE meeting_event_room (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  event_id uuid NOT NULL,
  room_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_event_room_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_event_room_event_id_room_id_key UNIQUE (org_id, event_id, room_id),
  CONSTRAINT meeting_event_room_event_id_fk FOREIGN KEY (org_id, event_id) REFERENCES meeting_event (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_event_room_room_id_fk FOREIGN KEY (org_id, room_id) REFERENCES meeting_room (org_id, id)
);
CREATE INDEX meeting_event_room_room_id_idx ON meeting_event_room (org_id, room_id);

CREATE TABLE meeting_attendee (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  event_id uuid NOT NULL,
  person_id uuid,
  name text NOT NULL,
  email text NOT NULL,
  time_zone text NOT NULL,
  language text NOT NULL DEFAULT 'en',
  role text NOT NULL DEFAULT 'required',
  partstat text NOT NULL DEFAULT 'NEEDS-ACTION',
  phone text,
  note text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_attendee_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_attendee_event_id_email_key UNIQUE (org_id, event_id, email),
  CONSTRAINT meeting_attendee_event_id_fk FOREIGN KEY (org_id, event_id) REFERENCES meeting_event (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_attendee_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id),
  CONSTRAINT meeting_attendee_name_check CHECK (char_length(name) <= 120),
  CONSTRAINT meeting_attendee_email_check CHECK (char_length(email) <= 254),
  CONSTRAINT meeting_attendee_time_zone_check CHECK (char_length(time_zone) <= 64),
  CONSTRAINT meeting_attendee_language_check CHECK (char_length(language) <= 12),
  CONSTRAINT meeting_attendee_role_check CHECK (role IN ('host', 'required', 'optional')),
  CONSTRAINT meeting_attendee_partstat_check CHECK (partstat IN ('NEEDS-ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE')),
  CONSTRAINT meeting_attendee_phone_check CHECK (char_length(phone) <= 40),
  CONSTRAINT meeting_attendee_note_check CHECK (char_length(note) <= 2000)
);
CREATE INDEX meeting_attendee_person_id_event_id_idx ON meeting_attendee (org_id, person_id, event_id) WHERE person_id IS NOT NULL;

CREATE TABLE meeting_conference (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  event_id uuid NOT NULL,
  provider text NOT NULL,
  state text NOT NULL DEFAULT 'queued',
  external_id text,
  join_url text,
  generation integer NOT NULL DEFAULT 1,
  operation_key text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  problem text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_conference_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_conference_event_id_key UNIQUE (org_id, event_id),
  CONSTRAINT meeting_conference_event_id_fk FOREIGN KEY (org_id, event_id) REFERENCES meeting_event (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_conference_provider_check CHECK (char_length(provider) <= 60),
  CONSTRAINT meeting_conference_state_check CHECK (state IN ('queued', 'creating', 'pending', 'ready', 'failed', 'cancelling', 'cancelled')),
  CONSTRAINT meeting_conference_external_id_check CHECK (char_length(external_id) <= 500),
  CONSTRAINT meeting_conference_join_url_check CHECK (char_length(join_url) <= 2000),
  CONSTRAINT meeting_conference_operation_key_check CHECK (char_length(operation_key) <= 200),
  CONSTRAINT meeting_conference_problem_check CHECK (char_length(problem) <= 300)
);
