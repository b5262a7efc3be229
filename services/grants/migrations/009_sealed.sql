-- Contacts are sealed: db/seal.h.
UPDATE application SET contact = seal('application.contact', id, contact);
UPDATE objection SET contact = seal('objection.contact', id, contact);
