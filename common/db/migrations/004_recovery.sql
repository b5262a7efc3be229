-- What the logs of the branches said lately, as it came: see kept.h.
CREATE TABLE kept_event (
    id     INTEGER PRIMARY KEY,
    branch TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    event  BLOB NOT NULL,
    UNIQUE (branch, seq)
) STRICT;

-- What did not come back with this store, for a person: see loss.h.
CREATE TABLE loss (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    kind  INTEGER NOT NULL,
    what  TEXT NOT NULL,
    which TEXT NOT NULL,
    seq   INTEGER NOT NULL,
    event BLOB,
    at    INTEGER NOT NULL,
    UNIQUE (kind, what, which, seq)
) STRICT;
