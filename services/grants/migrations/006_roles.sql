-- The roles that registry gave its accounts, from when this was first kept: of
-- accounts opened before, none may be known.
CREATE TABLE account_role (
    account BLOB NOT NULL,
    role    TEXT NOT NULL,
    scope   TEXT NOT NULL,
    PRIMARY KEY (account, role, scope)
) STRICT, WITHOUT ROWID;
