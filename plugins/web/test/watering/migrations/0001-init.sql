ALTER TABLE garden_bed
  ADD COLUMN litres integer;
