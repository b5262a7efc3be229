-- Contacts are sealed: db/seal.h. A version's as its subject's.
UPDATE account SET email = seal('account.email', id, email);
UPDATE person SET phone = seal('person.phone', id, phone),
    email = seal('person.email', id, email);
UPDATE person_version SET
    phone = seal('person.phone',
        (SELECT id FROM person WHERE rowid = person_version.person), phone),
    email = seal('person.email',
        (SELECT id FROM person WHERE rowid = person_version.person), email);
UPDATE organisation SET contact = seal('organisation.contact', id, contact);

-- Nobody was ever shown who could be asked at an organisation years ago.
ALTER TABLE organisation_version DROP COLUMN contact;
