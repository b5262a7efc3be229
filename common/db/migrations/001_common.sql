-- What every store has, whichever service it is of. Tables that grow hang on
-- rowids and their indexes grow at the end: insertion order is time order.

-- What identifies the store: see struct store_identity.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- The log. What an erased event said is null; subject_hash then stands for
-- salt and subject, and leaf for the rest.
CREATE TABLE event (
    seq          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL,
    at           INTEGER NOT NULL,
    type         TEXT NOT NULL,
    subject      BLOB,
    actor        TEXT,
    cause        BLOB NOT NULL,
    salt         BLOB,
    body         BLOB,
    subject_hash BLOB,
    leaf         BLOB NOT NULL,
    hash         BLOB NOT NULL
) STRICT;

-- A slot is six bytes of time and ten of a hash of actor, op, hub and key.
-- A reply that is secret is null.
CREATE TABLE idempotency (
    slot        BLOB PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    reply       BLOB
) STRICT, WITHOUT ROWID;

-- How far the log of another store was followed.
CREATE TABLE cursor (
    source      TEXT PRIMARY KEY,
    store_epoch BLOB NOT NULL,
    seq         INTEGER NOT NULL,
    hash        BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Events of others that wait for something not seen yet.
CREATE TABLE waiting (
    id       INTEGER PRIMARY KEY,
    source   TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    type     TEXT NOT NULL,
    subject  BLOB NOT NULL,
    awaits   BLOB NOT NULL,
    event    BLOB NOT NULL,
    tries    INTEGER NOT NULL,
    retry_at INTEGER NOT NULL,
    reason   TEXT NOT NULL
) STRICT;
CREATE INDEX waiting_by_awaits ON waiting (awaits);
CREATE INDEX waiting_by_subject ON waiting (source, subject);

-- Events of others that a person must settle; a number is never used again.
CREATE TABLE dead_letter (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    source   TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    type     TEXT NOT NULL,
    subject  BLOB NOT NULL,
    event    BLOB NOT NULL,
    tries    INTEGER NOT NULL,
    retry_at INTEGER NOT NULL,
    reason   TEXT NOT NULL
) STRICT;
CREATE INDEX dead_letter_by_subject ON dead_letter (source, subject);

-- Work that falls due. try_at is due_at until the work fails.
CREATE TABLE agenda (
    id      INTEGER PRIMARY KEY,
    timer   TEXT NOT NULL,
    subject BLOB NOT NULL,
    due_at  INTEGER NOT NULL,
    try_at  INTEGER NOT NULL,
    tries   INTEGER NOT NULL,
    UNIQUE (timer, subject)
) STRICT;
CREATE INDEX agenda_by_due ON agenda (due_at);
CREATE INDEX agenda_by_try ON agenda (try_at);

-- The last number given in a series of a year.
CREATE TABLE numbers (
    series TEXT NOT NULL,
    year   INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (series, year)
) STRICT, WITHOUT ROWID;
