-- Two accounts of each gift change, in nothing but their balance: the log looks
-- at no other column of them.
CREATE TRIGGER account_is_fixed
BEFORE UPDATE OF number, code, kind, fund, owner, channel, hub ON account
WHEN (OLD.number, OLD.code, OLD.kind, OLD.fund, OLD.owner, OLD.channel, OLD.hub)
    IS NOT (NEW.number, NEW.code, NEW.kind, NEW.fund, NEW.owner, NEW.channel, NEW.hub)
BEGIN
    SELECT RAISE(ABORT, 'of an account only the balance changes');
END;
