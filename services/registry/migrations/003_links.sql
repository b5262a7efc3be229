-- Hubs below that have a gateway of their own, by the keys they come with.
-- What a state does not have is null.
CREATE TABLE hub_link (
    hub TEXT PRIMARY KEY,
    state INTEGER NOT NULL,
    key BLOB,
    previous_key BLOB,
    previous_until INTEGER,
    code_key BLOB,
    code_until INTEGER,
    changed_at INTEGER NOT NULL
) STRICT;
