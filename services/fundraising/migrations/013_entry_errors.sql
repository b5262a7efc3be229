-- A return that is reversed gives its bank reference back. Those recorded
-- before this do not know theirs.
ALTER TABLE money_return ADD COLUMN bank_reference TEXT NOT NULL DEFAULT '';
-- Why a payment failed: the bank's word, or an error of ours.
ALTER TABLE payment ADD COLUMN cause INTEGER;
