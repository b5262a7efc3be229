-- The keys of all commands on money are kept in one place now: kept_key.
DROP INDEX gift_by_key;
ALTER TABLE gift DROP COLUMN key;
