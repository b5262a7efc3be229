-- Contacts are sealed: db/seal.h.
UPDATE donor SET contact = seal('donor.contact', gift, contact);
