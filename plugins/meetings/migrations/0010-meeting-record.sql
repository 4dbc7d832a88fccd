CREATE TABLE meeting_reminder (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  event_id uuid NOT NULL,
  channel text NOT NULL DEFAULT 'app',
  amount integer NOT NULL,
  unit text NOT NULL DEFAULT 'minutes',
  due_at timestamp(3) with time zone NOT NULL,
  state text NOT NULL DEFAULT 'waiting',
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_reminder_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_reminder_event_id_channel_amount_unit_key UNIQUE (org_id, event_id, channel, amount, unit),
  CONSTRAINT meeting_reminder_event_id_fk FOREIGN KEY (org_id, event_id) REFERENCES meeting_event (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_reminder_channel_check CHECK (channel IN ('app', 'mail', 'calendar')),
  CONSTRAINT meeting_reminder_amount_check CHECK (amount BETWEEN 0 AND 1000),
  CONSTRAINT meeting_reminder_unit_check CHECK (unit IN ('minutes', 'hours', 'days')),
  CONSTRAINT meeting_reminder_state_check CHECK (state IN ('waiting', 'sent', 'missed'))
);
CREATE INDEX meeting_reminder_due_at_idx ON meeting_reminder (org_id, due_at) WHERE state = 'waiting';

CREATE TABLE meeting_host_link (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  event_id uuid NOT NULL,
  url text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT meeting_host_link_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT meeting_host_link_event_id_key UNIQUE (org_id, event_id),
  CONSTRAINT meeting_host_link_event_id_fk FOREIGN KEY (org_id, event_id) REFERENCES meeting_event (org_id, id) ON DELETE CASCADE,
  CONSTRAINT meeting_host_link_url_check CHECK (char_length(url) <= 2000)
);

ALTER TABLE meeting_event
  ADD COLUMN reminders_set boolean NOT NULL DEFAULT false,
  ADD COLUMN undo jsonb,
  ADD COLUMN undo_until timestamp(3) with time zone;

ALTER TABLE meeting_attendee
  ADD COLUMN told_sequence integer;
