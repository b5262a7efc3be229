-- What became of a mandate when, and why; its beginning is in the mandate itself.
CREATE TABLE mandate_change (
    number      INTEGER PRIMARY KEY,
    mandate     INTEGER NOT NULL REFERENCES mandate,
    at          INTEGER NOT NULL,
    state       INTEGER NOT NULL,
    ending      INTEGER,
    amount      INTEGER NOT NULL,
    day         INTEGER NOT NULL,
    is_by_donor INTEGER NOT NULL,
    reason      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX mandate_change_by_mandate ON mandate_change (mandate);
