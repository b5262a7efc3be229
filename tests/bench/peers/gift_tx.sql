\set fund random(1, :funds)
SELECT new_key() AS key \gset
BEGIN;
SELECT reply FROM idempotency WHERE key = :key::uuid;
SELECT is_open FROM fund WHERE id = :fund;
INSERT INTO event (id, at, type, subject, actor, cause, salt, body, leaf, hash) SELECT :key::uuid, now(), 'fundraising.gift_received', :key::uuid, '', :key::uuid, substr(b, 1, 16), decode(repeat('85', 225), 'hex'), b, b FROM sha256(decode(repeat('85', 225), 'hex')) AS b RETURNING seq AS entry \gset
INSERT INTO gift (id, entry, hash, fund, clearing, amount, state, given_at, key) VALUES (:key::uuid, :entry, sha256('x'), :fund, 2 * :fund, 2000, 1, now(), :key::uuid);
INSERT INTO posting VALUES (:entry, 2 * :fund, -2000), (:entry, 2 * :fund + 1, 2000);
UPDATE account SET balance = balance - 2000 WHERE number = 2 * :fund;
UPDATE account SET balance = balance + 2000 WHERE number = 2 * :fund + 1;
INSERT INTO idempotency VALUES (:key::uuid, sha256('x'), repeat('x', 130));
COMMIT;
