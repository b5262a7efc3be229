-- The ordinals of an agreement that was signed again begin at 1 again: a
-- tranche, and what opens its gates, belong to an agreement of their award.
-- What was told under a number keeps it: all there is counts as the first.
CREATE TABLE tranche_by_agreement (
    row           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    award         INTEGER NOT NULL REFERENCES award (row),
    ordinal       INTEGER NOT NULL,
    amount        INTEGER NOT NULL CHECK (amount > 0),
    state         TEXT NOT NULL,
    needs_report  INTEGER NOT NULL,
    needs_visit   INTEGER NOT NULL,
    waives_report INTEGER NOT NULL DEFAULT 0,
    waives_visit  INTEGER NOT NULL DEFAULT 0,
    waived        TEXT,
    released_at   INTEGER,
    paid_at       INTEGER,
    heard_at      INTEGER, -- when the fund last said something of it
    reason        TEXT,
    is_at_payment INTEGER NOT NULL DEFAULT 0,
    agreement     INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO tranche_by_agreement SELECT *, 0 FROM tranche;
DROP TABLE tranche;
ALTER TABLE tranche_by_agreement RENAME TO tranche;
-- One that was dropped may be planned again.
CREATE UNIQUE INDEX tranche_place ON tranche (award, agreement, ordinal)
    WHERE state <> 'dropped';
CREATE INDEX tranche_award ON tranche (award, agreement, ordinal);
CREATE INDEX tranche_unpaid ON tranche (released_at)
    WHERE state IN ('released', 'failed', 'recalled');
ALTER TABLE report ADD COLUMN agreement INTEGER;
ALTER TABLE visit ADD COLUMN agreement INTEGER;
-- rows
UPDATE tranche SET agreement = 1 WHERE agreement = 0;
UPDATE report SET agreement = 1 WHERE ordinal IS NOT NULL AND agreement IS NULL;
UPDATE visit SET agreement = 1 WHERE ordinal IS NOT NULL AND agreement IS NULL;
