CREATE TABLE campaign (
    number           INTEGER PRIMARY KEY,
    id               BLOB NOT NULL UNIQUE,
    fund             INTEGER NOT NULL REFERENCES fund,
    title            TEXT NOT NULL,
    kind             INTEGER NOT NULL,
    form             INTEGER NOT NULL,
    state            INTEGER NOT NULL,
    is_emergency     INTEGER NOT NULL,
    target           INTEGER,
    raised           INTEGER NOT NULL DEFAULT 0,
    filing_number    TEXT NOT NULL DEFAULT '',
    purpose          TEXT NOT NULL,
    starts_on        INTEGER NOT NULL,
    ends_on          INTEGER NOT NULL,
    area             TEXT NOT NULL,
    person_in_charge TEXT NOT NULL,
    office           TEXT NOT NULL,
    ways_to_receive  TEXT NOT NULL,
    bank_account     TEXT NOT NULL,
    beneficiaries    TEXT NOT NULL,
    use_of_money     TEXT NOT NULL,
    fundraising_cost TEXT NOT NULL,
    surplus_rule     TEXT NOT NULL,
    surplus          TEXT NOT NULL DEFAULT '',
    reason           TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE channel (
    number      INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    channel     INTEGER NOT NULL,
    channel_hub TEXT NOT NULL,
    title       TEXT NOT NULL,
    place       TEXT NOT NULL,
    fund        BLOB,
    is_open     INTEGER NOT NULL
) STRICT;

-- serial is the year and number of the gift: the order of giving. undrawn is
-- what lies restricted for its project, drawn what it paid there; the rest
-- of the amount is the fund's, lifted what became so.
CREATE TABLE gift (
    serial     INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    entry      INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    fund       INTEGER NOT NULL REFERENCES fund,
    project    INTEGER REFERENCES project,
    campaign   INTEGER REFERENCES campaign,
    clearing   INTEGER NOT NULL REFERENCES account,
    amount     INTEGER NOT NULL CHECK (amount > 0),
    undrawn    INTEGER NOT NULL CHECK (undrawn >= 0),
    drawn      INTEGER NOT NULL DEFAULT 0 CHECK (drawn >= 0),
    receivable INTEGER NOT NULL DEFAULT 0 CHECK (receivable >= 0),
    state      INTEGER NOT NULL,
    given_at   INTEGER NOT NULL,
    key        TEXT NOT NULL,
    reason     TEXT NOT NULL DEFAULT '',
    lifted     INTEGER NOT NULL DEFAULT 0,
    lifted_by  INTEGER,
    CHECK (undrawn + drawn <= amount)
) STRICT;
CREATE INDEX gift_by_fund ON gift (fund);
CREATE INDEX gift_by_project ON gift (project) WHERE project IS NOT NULL;
CREATE INDEX gift_undrawn ON gift (project) WHERE undrawn > 0;
CREATE INDEX gift_by_key ON gift (key);
CREATE INDEX gift_lifted ON gift (lifted_by) WHERE lifted_by IS NOT NULL;

-- All that is personal of a gift, apart from it: this row can be emptied.
CREATE TABLE donor (
    gift           INTEGER PRIMARY KEY REFERENCES gift,
    account        BLOB,
    display_name   TEXT,
    contact        TEXT,
    public_name    INTEGER NOT NULL,
    locale         TEXT,
    waives_receipt INTEGER NOT NULL,
    handler        TEXT,
    correction     TEXT,
    attributed     INTEGER -- seq of gift_attributed
) STRICT;
