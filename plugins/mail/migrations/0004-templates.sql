CREATE TABLE mail_template (
  org_id integer NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  language text NOT NULL,
  subject text NOT NULL,
  lead text NOT NULL,
  closing text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT mail_template_pkey PRIMARY KEY (org_id, id),
  CONSTRAINT mail_template_kind_language_key UNIQUE (org_id, kind, language),
  CONSTRAINT mail_template_kind_check CHECK (char_length(kind) <= 80),
  CONSTRAINT mail_template_language_check CHECK (char_length(language) <= 12),
  CONSTRAINT mail_template_subject_check CHECK (char_length(subject) <= 200),
  CONSTRAINT mail_template_lead_check CHECK (char_length(lead) <= 2000),
  CONSTRAINT mail_template_closing_check CHECK (char_length(closing) <= 4000)
);
