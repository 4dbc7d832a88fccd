CREATE TABLE mailbox_place (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  mailbox text NOT NULL,
  validity text NOT NULL,
  last_uid integer NOT NULL DEFAULT 0,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT mailbox_place_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT mailbox_place_mailbox_key UNIQUE (org_id, mailbox),
  CONSTRAINT mailbox_place_mailbox_check CHECK (char_length(mailbox) <= 400),
  CONSTRAINT mailbox_place_validity_check CHECK (char_length(validity) <= 20)
);
