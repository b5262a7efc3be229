-- The money of an award, as grants asked for it:
-- amount = reserved + payable + paid + released.
CREATE TABLE reservation (
    number       INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    grants_hub   TEXT NOT NULL,
    project      BLOB NOT NULL,
    organisation BLOB NOT NULL,
    title        TEXT NOT NULL,
    fund         BLOB NOT NULL,
    state        INTEGER NOT NULL,
    refusal      INTEGER NOT NULL,
    amount       INTEGER NOT NULL,
    reserved     INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    payable      INTEGER NOT NULL DEFAULT 0 CHECK (payable >= 0),
    paid         INTEGER NOT NULL DEFAULT 0 CHECK (paid >= 0),
    released     INTEGER NOT NULL DEFAULT 0 CHECK (released >= 0),
    returned     INTEGER NOT NULL DEFAULT 0 CHECK (returned >= 0),
    at           INTEGER NOT NULL,
    CHECK (returned <= paid)
) STRICT;

CREATE TABLE tranche (
    number  INTEGER PRIMARY KEY,
    id      BLOB NOT NULL UNIQUE,
    award   INTEGER NOT NULL REFERENCES reservation,
    ordinal INTEGER NOT NULL,
    amount  INTEGER NOT NULL CHECK (amount > 0),
    state   INTEGER NOT NULL,
    due_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX tranche_by_award ON tranche (award);
CREATE INDEX tranche_by_state ON tranche (state);

CREATE TABLE payment (
    number         INTEGER PRIMARY KEY,
    id             BLOB NOT NULL UNIQUE,
    tranche        INTEGER NOT NULL REFERENCES tranche,
    state          INTEGER NOT NULL,
    bank_reference TEXT NOT NULL,
    recorded_by    BLOB NOT NULL,
    recorded_at    INTEGER NOT NULL,
    approved_by    BLOB,
    paid_at        INTEGER,
    reason         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX payment_by_tranche ON payment (tranche);

-- A payment's money: from gifts to its project, and from the fund. The draws
-- of a payment that failed stay: the tranche's next payment takes them over.
CREATE TABLE draw (
    number  INTEGER PRIMARY KEY,
    payment INTEGER NOT NULL REFERENCES payment,
    gift    INTEGER REFERENCES gift,
    fund    INTEGER REFERENCES fund,
    amount  INTEGER NOT NULL CHECK (amount > 0),
    CHECK ((gift IS NULL) <> (fund IS NULL))
) STRICT;
CREATE INDEX draw_by_payment ON draw (payment);
CREATE INDEX draw_by_gift ON draw (gift) WHERE gift IS NOT NULL;
CREATE INDEX draw_by_fund ON draw (fund) WHERE fund IS NOT NULL;

CREATE TABLE money_return (
    number INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE,
    award  INTEGER NOT NULL REFERENCES reservation,
    amount INTEGER NOT NULL CHECK (amount > 0),
    entry  INTEGER NOT NULL UNIQUE,
    reason TEXT NOT NULL
) STRICT;

-- What the bank did is recorded once, whatever it was for.
CREATE TABLE bank_reference (
    reference TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE transfer (
    number    INTEGER PRIMARY KEY,
    id        BLOB NOT NULL UNIQUE,
    from_hub  TEXT NOT NULL,
    from_fund BLOB NOT NULL,
    to_hub    TEXT NOT NULL,
    to_fund   BLOB NOT NULL,
    amount    INTEGER NOT NULL CHECK (amount > 0),
    state     INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    reason    TEXT NOT NULL,
    is_from   INTEGER NOT NULL, -- a fund of this hub sends it
    is_to     INTEGER NOT NULL  -- and one receives it
) STRICT;
