-- Donors look at what they gave.
CREATE INDEX donor_by_account ON donor (account, gift) WHERE account IS NOT NULL;
