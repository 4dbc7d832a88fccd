ALTER TABLE booking_link
  ADD COLUMN slug text,
  ADD COLUMN languages jsonb NOT NULL DEFAULT '[]'::jsonb,
  ADD CONSTRAINT booking_link_slug_key UNIQUE (org_id, slug),
  ADD CONSTRAINT booking_link_slug_check CHECK (char_length(slug) <= 60);
