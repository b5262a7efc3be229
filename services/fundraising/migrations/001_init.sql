-- Funds, and the accounts of the ledger. Inside the store rows hang on
-- integer rows; ids are time-ordered, so that their indexes grow at the end.
CREATE TABLE fund (
    number            INTEGER PRIMARY KEY,
    id                BLOB NOT NULL UNIQUE,
    name              TEXT NOT NULL,
    level             INTEGER NOT NULL,
    state             INTEGER NOT NULL,
    host              BLOB,
    parent            INTEGER REFERENCES fund,
    certificate       TEXT NOT NULL,
    certificate_until INTEGER,
    opened_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX fund_by_parent ON fund (parent) WHERE parent IS NOT NULL;

CREATE TABLE fund_purpose (
    fund    INTEGER NOT NULL REFERENCES fund,
    place   INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    PRIMARY KEY (fund, place)
) STRICT, WITHOUT ROWID;

-- Kinds up to 6 hold money and never fall below zero; the others are where
-- it came from and never rise above. The rules say so first, with a reason;
-- this is the last line.
CREATE TABLE account (
    number  INTEGER PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE,
    kind    INTEGER NOT NULL,
    fund    INTEGER NOT NULL REFERENCES fund,
    owner   BLOB,
    channel INTEGER,
    hub     TEXT,
    balance INTEGER NOT NULL DEFAULT 0,
    CHECK (CASE WHEN kind <= 6 THEN balance >= 0 ELSE balance <= 0 END)
) STRICT;
CREATE INDEX account_by_fund ON account (fund, kind);

-- An entry is an event of the log: its number is the event's seq.
CREATE TABLE posting (
    entry   INTEGER NOT NULL,
    account INTEGER NOT NULL REFERENCES account,
    amount  INTEGER NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (entry, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE reversal (
    entry       INTEGER PRIMARY KEY,
    reversed_by INTEGER NOT NULL
) STRICT;

-- What other services told us.
CREATE TABLE project (
    number       INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    grants_hub   TEXT NOT NULL,
    fund         BLOB NOT NULL,
    title        TEXT NOT NULL,
    organisation BLOB NOT NULL,
    is_open      INTEGER NOT NULL
) STRICT;

CREATE TABLE organisation (
    id   BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    kind INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
