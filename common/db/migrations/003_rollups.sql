-- Figures of this hub and of those below it: one absolute value per key.
-- What is of no field or no year has '' and 0. street is the hub's second
-- label with its first, or the hub itself.
CREATE TABLE rollup (
    hub    TEXT NOT NULL,
    street TEXT NOT NULL,
    metric TEXT NOT NULL,
    field  TEXT NOT NULL,
    year   INTEGER NOT NULL,
    value  INTEGER NOT NULL,
    PRIMARY KEY (hub, metric, field, year)
) STRICT, WITHOUT ROWID;

-- How fresh the figures of the hubs below are. The branch through which a hub
-- speaks is the hub itself or the one below us that it is under.
CREATE TABLE rollup_hub (
    hub       TEXT PRIMARY KEY,
    branch    TEXT NOT NULL,
    as_of     INTEGER NOT NULL,
    is_silent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
