-- Who has uploaded a file whole: they may name it and read it. Knowing the hash
-- of a file is not having it.
CREATE TABLE upload (
    hash    TEXT NOT NULL REFERENCES attachment (hash),
    account BLOB NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (hash, account)
) STRICT, WITHOUT ROWID;
-- rows
INSERT OR IGNORE INTO upload (hash, account, at)
    SELECT hash, uploaded_by, uploaded_at FROM attachment;
