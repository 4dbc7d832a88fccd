CREATE TABLE meeting_site (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  address text,
  time_zone text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_site_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_site_name_key UNIQUE (org_id, name),
  CONSTRAINT meeting_site_name_check CHECK (char_length(name) <= 120),
  CONSTRAINT meeting_site_address_check CHECK (char_length(address) <= 300),
  CONSTRAINT meeting_site_time_zone_check CHECK (char_length(time_zone) <= 64)
);

CREATE TABLE meeting_floor (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  site_id uuid NOT NULL,
  name text NOT NULL,
  "position" integer NOT NULL DEFAULT 0,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_floor_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_floor_site_id_name_key UNIQUE (org_id, site_id, name),
  CONSTRAINT meeting_floor_site_id_fk FOREIGN KEY (org_id, site_id) REFERENCES meeting_site (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_floor_name_check CHECK (char_length(name) <= 80),
  CONSTRAINT meeting_floor_position_check CHECK ("position" BETWEEN 0 AND 1000)
);

CREATE TABLE meeting_equipment (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  icon text NOT NULL DEFAULT 'box',
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_equipment_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_equipment_name_key UNIQUE (org_id, name),
  CONSTRAINT meeting_equipment_name_check CHECK (char_length(name) <= 80),
  CONSTRAINT meeting_equipment_icon_check CHECK (char_length(icon) <= 40)
);

CREATE TABLE meeting_room_equipment (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  room_id uuid NOT NULL,
  equipment_id uuid NOT NULL,
  quantity integer NOT NULL DEFAULT 1,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_room_equipment_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_room_equipment_room_id_equipment_id_key UNIQUE (org_id, room_id, equipment_id),
  CONSTRAINT meeting_room_equipment_room_id_fk FOREIGN KEY (org_id, room_id) REFERENCES meeting_room (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_room_equipment_equipment_id_fk FOREIGN KEY (org_id, equipment_id) REFERENCES meeting_equipment (org_id, id),
  CONSTRAINT meeting_room_equipment_quantity_check CHECK (quantity BETWEEN 1 AND 1000)
);
CREATE INDEX meeting_room_equipment_equipment_id_idx ON meeting_room_equipment (org_id, equipment_id);

CREATE TABLE meeting_room_manager (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  room_id uuid NOT NULL,
  person_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_room_manager_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_room_manager_room_id_person_id_key UNIQUE (org_id, room_id, person_id),
  CONSTRAINT meeting_room_manager_room_id_fk FOREIGN KEY (org_id, room_id) REFERENCES meeting_room (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_room_manager_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id)
);
CREATE INDEX meeting_room_manager_person_id_idx ON meeting_room_manager (org_id, person_id);

CREATE TABLE meeting_room_photo (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  room_id uuid NOT NULL,
  type text NOT NULL,
  content bytea NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_room_photo_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_room_photo_room_id_key UNIQUE (org_id, room_id),
  CONSTRAINT meeting_room_photo_room_id_fk FOREIGN KEY (org_id, room_id) REFERENCES meeting_room (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_room_photo_type_check CHECK (type IN ('image/png', 'image/jpeg', 'image/webp'))
);

CREATE TABLE meeting_room_request (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  event_id uuid NOT NULL,
  room_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'asked',
  during tstzrange NOT NULL,
  until timestamp(3) with time zone NOT NULL,
  confirms boolean NOT NULL DEFAULT true,
  asked_by_id uuid,
  decided_by_id uuid,
  decided_at timestamp(3) with time zone,
  reason text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_room_request_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_room_request_event_id_room_id_key UNIQUE (org_id, event_id, room_id),
  CONSTRAINT meeting_room_request_event_id_fk FOREIGN KEY (org_id, event_id) REFERENCES meeting_event (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_room_request_room_id_fk FOREIGN KEY (org_id, room_id) REFERENCES meeting_room (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_room_request_state_check CHECK (state IN ('asked', 'approved', 'declined', 'lapsed')),
  CONSTRAINT meeting_room_request_during_check CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during) AND lower_inc(during) AND NOT upper_inc(during)),
  CONSTRAINT meeting_room_request_asked_by_id_fk FOREIGN KEY (org_id, asked_by_id) REFERENCES base_person (org_id, id) ON DELETE SET NULL (asked_by_id),
  CONSTRAINT meeting_room_request_decided_by_id_fk FOREIGN KEY (org_id, decided_by_id) REFERENCES base_person (org_id, id) ON DELETE SET NULL (decided_by_id),
  CONSTRAINT meeting_room_request_reason_check CHECK (char_length(reason) <= 500)
);
CREATE INDEX meeting_room_request_room_id_state_idx ON meeting_room_request (org_id, room_id, state);
CREATE INDEX meeting_room_request_until_idx ON meeting_room_request (org_id, until) WHERE state = 'asked';
CREATE INDEX meeting_room_request_asked_by_id_idx ON meeting_room_request (org_id, asked_by_id);
CREATE INDEX meeting_room_request_decided_by_id_idx ON meeting_room_request (org_id, decided_by_id);

CREATE TABLE meeting_pool_host (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  virtual_room_id uuid NOT NULL,
  person_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_pool_host_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_pool_host_virtual_room_id_person_id_key UNIQUE (org_id, virtual_room_id, person_id),
  CONSTRAINT meeting_pool_host_virtual_room_id_fk FOREIGN KEY (org_id, virtual_room_id) REFERENCES meeting_virtual_room (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_pool_host_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id)
);
CREATE INDEX meeting_pool_host_person_id_idx ON meeting_pool_host (org_id, person_id);

ALTER TABLE meeting_room
  ADD COLUMN place_id uuid,
  ADD COLUMN floor_id uuid,
  ADD COLUMN set_up_min integer NOT NULL DEFAULT 0,
  ADD COLUMN clean_up_min integer NOT NULL DEFAULT 0,
  ADD COLUMN description text,
  ADD COLUMN photo_at timestamp(3) with time zone,
  ADD COLUMN approval boolean NOT NULL DEFAULT false,
  ADD COLUMN bookable_by jsonb NOT NULL DEFAULT '[]'::jsonb,
  ADD CONSTRAINT meeting_room_place_id_fk FOREIGN KEY (org_id, place_id) REFERENCES meeting_site (org_id, id),
  ADD CONSTRAINT meeting_room_floor_id_fk FOREIGN KEY (org_id, floor_id) REFERENCES meeting_floor (org_id, id),
  ADD CONSTRAINT meeting_room_set_up_min_check CHECK (set_up_min BETWEEN 0 AND 240),
  ADD CONSTRAINT meeting_room_clean_up_min_check CHECK (clean_up_min BETWEEN 0 AND 240),
  ADD CONSTRAINT meeting_room_description_check CHECK (char_length(description) <= 2000);

CREATE INDEX meeting_room_place_id_idx ON meeting_room (org_id, place_id);

CREATE INDEX meeting_room_floor_id_idx ON meeting_room (org_id, floor_id);

ALTER TABLE meeting_virtual_room
  ADD COLUMN licences integer NOT NULL DEFAULT 1,
  ADD COLUMN pooled boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT meeting_virtual_room_licences_check CHECK (licences BETWEEN 1 AND 100);

ALTER TABLE meeting_conference
  ADD COLUMN host_id uuid,
  ADD CONSTRAINT meeting_conference_host_id_fk FOREIGN KEY (org_id, host_id) REFERENCES base_person (org_id, id);

CREATE INDEX meeting_conference_host_id_idx ON meeting_conference (org_id, host_id);

-- Sites and equipment that were texts until now become records; the texts stay, as the names that the records keep.
INSERT INTO meeting_site (org_id, id, name, address, time_zone)
SELECT org_id, gen_random_uuid(), btrim(site),
  CASE WHEN count(DISTINCT address) = 1 THEN min(address) END,
  mode() WITHIN GROUP (ORDER BY time_zone)
FROM meeting_room WHERE btrim(site) <> '' GROUP BY org_id, btrim(site);

UPDATE meeting_room r SET place_id = s.id, site = s.name FROM meeting_site s WHERE s.org_id = r.org_id AND s.name = btrim(r.site);

CREATE TEMPORARY TABLE named_equipment ON COMMIT DROP AS
SELECT r.org_id, r.id AS room_id, left(btrim(part), 80) AS name, lower(left(btrim(part), 80)) AS key
FROM meeting_room r, unnest(string_to_array(r.equipment, ',')) AS part WHERE btrim(part) <> '';

INSERT INTO meeting_equipment (org_id, id, name) SELECT org_id, gen_random_uuid(), min(name) FROM named_equipment GROUP BY org_id, key;

INSERT INTO meeting_room_equipment (org_id, id, room_id, equipment_id)
SELECT n.org_id, gen_random_uuid(), n.room_id, e.id
FROM (SELECT DISTINCT org_id, room_id, key FROM named_equipment) n JOIN meeting_equipment e ON e.org_id = n.org_id AND lower(e.name) = n.key;

ALTER TABLE base_person
  ADD COLUMN site_id uuid,
  ADD CONSTRAINT base_person_site_id_fk FOREIGN KEY (org_id, site_id) REFERENCES meeting_site (org_id, id) ON DELETE SET NULL (site_id);
CREATE INDEX base_person_site_id_idx ON base_person (org_id, site_id);
