ALTER TABLE garden_bed
  ADD COLUMN degrees integer,
  ADD COLUMN heated boolean NOT NULL DEFAULT false;
