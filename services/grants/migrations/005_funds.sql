-- The funds of this hub and those above it, as their fundraising tells them,
-- and until when each of these hubs has told.
CREATE TABLE fund (
    row       INTEGER PRIMARY KEY,
    id        BLOB NOT NULL UNIQUE,
    hub       TEXT NOT NULL,
    name      TEXT NOT NULL,
    is_closed INTEGER NOT NULL
) STRICT;

CREATE TABLE fund_purpose (
    row     INTEGER PRIMARY KEY,
    fund    BLOB NOT NULL,
    purpose TEXT NOT NULL
) STRICT;
CREATE INDEX fund_purpose_fund ON fund_purpose (fund);

CREATE TABLE fund_hub (
    hub      TEXT PRIMARY KEY,
    heard_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Funds were opened before we listened: hear all of it once more. What was
-- done already is known by its identifiers and done once.
DELETE FROM cursor WHERE source LIKE 'fundraising@%';

ALTER TABLE round ADD COLUMN needs_budget INTEGER NOT NULL DEFAULT 0;
