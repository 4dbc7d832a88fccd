ALTER TABLE booking_booking
  DROP CONSTRAINT booking_booking_link_id_fk,
  ADD CONSTRAINT booking_booking_link_id_fk FOREIGN KEY (org_id, link_id) REFERENCES booking_link (org_id, id);
