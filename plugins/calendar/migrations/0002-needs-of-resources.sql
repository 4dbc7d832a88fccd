ALTER TABLE calendar_claim
  ADD COLUMN set_up integer NOT NULL DEFAULT 0,
  ADD COLUMN clean_up integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT calendar_claim_set_up_check CHECK (set_up BETWEEN 0 AND 1440),
  ADD CONSTRAINT calendar_claim_clean_up_check CHECK (clean_up BETWEEN 0 AND 1440);
