-- Who enters gifts at this hub, since when and why. No row: anybody.
CREATE TABLE gift_entry (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    who    INTEGER NOT NULL,
    since  INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
