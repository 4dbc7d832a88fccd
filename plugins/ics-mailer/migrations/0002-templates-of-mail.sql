-- The words of all mails are kept by mail.
INSERT INTO mail_template (org_id, id, kind, language, subject, lead, closing, created_at, updated_at)
SELECT org_id, id, 'ics-mailer.' || kind, language, subject, lead, closing, created_at, updated_at
FROM ics_template;

DROP TABLE ics_template;
