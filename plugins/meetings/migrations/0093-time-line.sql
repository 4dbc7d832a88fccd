ALTER TABLE meeting_conference
  ADD COLUMN former jsonb;

ALTER TABLE meeting_account
  ADD COLUMN tested text,
  ADD CONSTRAINT meeting_account_tested_check CHECK (char_length(tested) <= 80);

ALTER TABLE meeting_provider_call
  ADD COLUMN outcome text NOT NULL DEFAULT '',
  ADD COLUMN status integer,
  ADD COLUMN host text,
  ADD COLUMN generation integer,
  ADD CONSTRAINT meeting_provider_call_outcome_check CHECK (char_length(outcome) <= 40),
  ADD CONSTRAINT meeting_provider_call_host_check CHECK (char_length(host) <= 320);
