-- Monthly giving. serial is the year and number of the mandate.
CREATE TABLE mandate (
    serial      INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    code        BLOB, -- a hash of what the donor chose
    fund        INTEGER NOT NULL REFERENCES fund,
    project     INTEGER REFERENCES project,
    campaign    INTEGER REFERENCES campaign,
    channel     INTEGER NOT NULL,
    channel_hub TEXT NOT NULL,
    amount      INTEGER NOT NULL CHECK (amount > 0),
    day         INTEGER NOT NULL CHECK (day BETWEEN 1 AND 28),
    starts_on   INTEGER NOT NULL,
    instalments INTEGER,
    made        INTEGER NOT NULL DEFAULT 0,
    last_period INTEGER NOT NULL DEFAULT 0, -- 202603
    next_on     INTEGER,
    failures    INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    state       INTEGER NOT NULL,
    ending      INTEGER,
    is_by_donor INTEGER NOT NULL,
    opened_at   INTEGER NOT NULL,
    reason      TEXT NOT NULL DEFAULT ''
) STRICT;

-- All that is personal of a mandate, apart from it: this row can be emptied.
CREATE TABLE mandate_donor (
    mandate        INTEGER PRIMARY KEY REFERENCES mandate,
    account        BLOB,
    display_name   TEXT,
    contact        TEXT, -- sealed: db/seal.h
    public_name    INTEGER NOT NULL,
    locale         TEXT,
    waives_receipt INTEGER NOT NULL,
    attributed     INTEGER -- seq of mandate_attributed
) STRICT;
CREATE INDEX mandate_donor_by_account ON mandate_donor (account, mandate)
    WHERE account IS NOT NULL;

-- One for each month of a mandate; a gift once its money has come.
CREATE TABLE charge (
    number         INTEGER PRIMARY KEY,
    id             BLOB NOT NULL UNIQUE,
    mandate        INTEGER NOT NULL REFERENCES mandate,
    period         INTEGER NOT NULL,
    due_on         INTEGER NOT NULL,
    amount         INTEGER NOT NULL CHECK (amount > 0),
    state          INTEGER NOT NULL,
    attempts       INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    gift           INTEGER REFERENCES gift,
    bank_reference TEXT NOT NULL DEFAULT '',
    reason         TEXT NOT NULL DEFAULT '',
    UNIQUE (mandate, period)
) STRICT;
CREATE INDEX charge_by_state ON charge (state);
CREATE UNIQUE INDEX charge_by_gift ON charge (gift) WHERE gift IS NOT NULL;
