ALTER TABLE meeting_event
  DROP CONSTRAINT meeting_event_creator_id_fk,
  ADD CONSTRAINT meeting_event_creator_id_fk FOREIGN KEY (org_id, creator_id) REFERENCES base_person (org_id, id) ON DELETE SET NULL (creator_id);

ALTER TABLE meeting_attendee
  DROP CONSTRAINT meeting_attendee_person_id_fk,
  ADD CONSTRAINT meeting_attendee_person_id_fk FOREIGN KEY (org_id, person_id) REFERENCES base_person (org_id, id) ON DELETE SET NULL (person_id);

ALTER TABLE meeting_series
  DROP CONSTRAINT meeting_series_creator_id_fk,
  ADD CONSTRAINT meeting_series_creator_id_fk FOREIGN KEY (org_id, creator_id) REFERENCES base_person (org_id, id) ON DELETE SET NULL (creator_id);

ALTER TABLE meeting_conference
  DROP CONSTRAINT meeting_conference_host_id_fk,
  ADD CONSTRAINT meeting_conference_host_id_fk FOREIGN KEY (org_id, host_id) REFERENCES base_person (org_id, id) ON DELETE SET NULL (host_id);
