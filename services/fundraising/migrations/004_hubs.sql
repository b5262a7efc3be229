-- The hubs below this one, as their registries told.
CREATE TABLE hub (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
