-- What a lifted restriction freed of each gift. A gift can be lifted in parts:
-- what it paid may come back after the rest was lifted.
CREATE TABLE lifting (
    entry  INTEGER NOT NULL,
    gift   INTEGER NOT NULL REFERENCES gift,
    amount INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (entry, gift)
) STRICT, WITHOUT ROWID;
DROP INDEX gift_lifted;
-- rows
INSERT INTO lifting (entry, gift, amount)
    SELECT lifted_by, serial, lifted FROM gift WHERE lifted > 0;
-- They stay for logs that carry them, and say nothing any more.
UPDATE gift SET lifted = 0, lifted_by = NULL WHERE lifted_by IS NOT NULL;
