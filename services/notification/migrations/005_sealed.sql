-- Contacts are sealed: db/seal.h.
UPDATE contact SET email = seal('contact.email', account, email);
