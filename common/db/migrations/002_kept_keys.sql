-- Keys of commands that are kept for ever, as those of money are. A slot is
-- six bytes of time and ten of the hash: of a key of version 7 its own time,
-- of any other zero.
CREATE TABLE kept_key (
    slot        BLOB PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    reply       BLOB
) STRICT, WITHOUT ROWID;

-- What was used lately was kept among the others, and a slot does not tell of
-- which command it is: all of them may be asked for in either form.
INSERT INTO kept_key SELECT slot, fingerprint, reply FROM idempotency;
INSERT OR IGNORE INTO kept_key
SELECT CAST(x'000000000000' || substr(slot, 7) AS BLOB), fingerprint, reply FROM idempotency;
