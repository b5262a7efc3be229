-- Which people were told how to reach whom: see disclosures.h.
CREATE TABLE disclosure (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    operation TEXT NOT NULL,
    account   BLOB NOT NULL,
    subject   BLOB NOT NULL
) STRICT;
CREATE INDEX disclosure_by_account ON disclosure (account, id);
CREATE INDEX disclosure_by_subject ON disclosure (subject, id);
