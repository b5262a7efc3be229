-- A release that is recalled for a report or a visit that was an error: which
-- of these, by which word to the fund, why, and why the fund did not let it go.
ALTER TABLE tranche ADD COLUMN taking_back BLOB;
ALTER TABLE tranche ADD COLUMN recall BLOB;
ALTER TABLE tranche ADD COLUMN recall_reason TEXT;
ALTER TABLE tranche ADD COLUMN recall_refusal TEXT;
