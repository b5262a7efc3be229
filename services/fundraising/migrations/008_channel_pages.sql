-- Where a channel leads, when a platform takes the money.
ALTER TABLE channel ADD COLUMN page TEXT NOT NULL DEFAULT '';
