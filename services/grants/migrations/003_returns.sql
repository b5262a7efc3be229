-- Money that grantees gave back, as their fund tells it.
CREATE TABLE award_return (
    row         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    award       INTEGER NOT NULL REFERENCES award (row),
    amount      INTEGER NOT NULL CHECK (amount > 0),
    returned_at INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    reversed_at INTEGER
) STRICT;
CREATE INDEX award_return_award ON award_return (award);
