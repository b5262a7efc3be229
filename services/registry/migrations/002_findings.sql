-- What the supervisor found, and what was answered.
CREATE TABLE finding (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    number TEXT NOT NULL,
    grade INTEGER NOT NULL,
    about INTEGER NOT NULL,
    thing BLOB,
    text TEXT NOT NULL,
    answer_by INTEGER,
    state INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by BLOB NOT NULL
) STRICT;

CREATE TABLE finding_answer (
    rowid INTEGER PRIMARY KEY,
    finding INTEGER NOT NULL REFERENCES finding,
    at INTEGER NOT NULL,
    account BLOB NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX finding_answer_by_finding ON finding_answer (finding);
