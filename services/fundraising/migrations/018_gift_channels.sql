-- A clearing account is of one fund, channel and hub: by its stretches gifts
-- are found of each of these, and of any two. It stands where that by fund did.
DROP INDEX gift_by_fund;
CREATE INDEX gift_by_clearing ON gift (serial / 4096, clearing);
