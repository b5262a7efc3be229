-- Finance has recorded a payment of it, and nobody has rejected that.
ALTER TABLE tranche ADD COLUMN is_at_payment INTEGER NOT NULL DEFAULT 0;
-- A fund owes an answer to a recall, too.
DROP INDEX tranche_unpaid;
CREATE INDEX tranche_unpaid ON tranche (released_at)
    WHERE state IN ('released', 'failed', 'recalled');
