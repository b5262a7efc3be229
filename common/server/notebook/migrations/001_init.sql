CREATE TABLE note (
    id BLOB PRIMARY KEY,
    text TEXT NOT NULL
) STRICT;

CREATE TABLE reminder (
    note BLOB NOT NULL,
    due_at INTEGER NOT NULL
) STRICT;

CREATE TABLE comment (
    about BLOB NOT NULL,
    hub TEXT NOT NULL
) STRICT;

-- What a reminder does when it falls due; it fails where amount is 0.
CREATE TABLE plan (
    note BLOB PRIMARY KEY,
    amount INTEGER NOT NULL
) STRICT;
