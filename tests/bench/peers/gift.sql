-- The rows of a gift as we keep them, and a function that writes them in one
-- call. PostgreSQL is let off two things: the number comes from a sequence,
-- which may leave gaps, and an event does not wait for the hash of the one
-- before it, which would let one gift in at a time.
CREATE TABLE fund (id bigint PRIMARY KEY, name text NOT NULL,
                   is_open boolean NOT NULL);
CREATE TABLE account (number bigint PRIMARY KEY, fund bigint NOT NULL
                      REFERENCES fund, kind smallint NOT NULL,
                      balance bigint NOT NULL);
CREATE TABLE gift (serial bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                   id uuid NOT NULL, entry bigint NOT NULL, hash bytea NOT NULL,
                   fund bigint NOT NULL REFERENCES fund,
                   clearing bigint NOT NULL REFERENCES account,
                   amount bigint NOT NULL CHECK (amount > 0),
                   state smallint NOT NULL, given_at timestamptz NOT NULL,
                   key uuid NOT NULL);
CREATE INDEX gift_by_fund ON gift ((serial / 4096), fund);
CREATE TABLE posting (entry bigint NOT NULL, account bigint NOT NULL
                      REFERENCES account, amount bigint NOT NULL,
                      PRIMARY KEY (entry, account));
CREATE TABLE event (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    id uuid NOT NULL, at timestamptz NOT NULL,
                    type text NOT NULL, subject uuid NOT NULL,
                    actor text NOT NULL, cause uuid NOT NULL, salt bytea NOT NULL,
                    body bytea NOT NULL, leaf bytea NOT NULL,
                    hash bytea NOT NULL);
CREATE TABLE idempotency (key uuid PRIMARY KEY, fingerprint bytea NOT NULL,
                          reply text NOT NULL);

-- A key in the order of time, as clients are asked to send them.
CREATE FUNCTION new_key() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint),
                 12, '0') || '7' || right(replace(gen_random_uuid()::text, '-',
                 ''), 19))::uuid
$$;

CREATE FUNCTION give(of_fund bigint, sum bigint, with_key uuid) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    answer text;
    wanted fund%ROWTYPE;
    gift_id uuid := with_key;
    body bytea := decode(repeat('85', 225), 'hex');
    digest bytea := sha256(body);
    of_entry bigint;
    of_gift bigint;
BEGIN
    SELECT reply INTO answer FROM idempotency WHERE key = with_key;
    IF FOUND THEN
        RETURN answer;
    END IF;
    SELECT * INTO wanted FROM fund WHERE id = of_fund;
    IF NOT FOUND OR NOT wanted.is_open THEN
        RAISE EXCEPTION 'no such fund';
    END IF;
    INSERT INTO event (id, at, type, subject, actor, cause, salt, body, leaf,
                       hash)
        VALUES (gift_id, now(), 'fundraising.gift_received', gift_id, '',
                gift_id, substr(digest, 1, 16), body, digest, digest)
        RETURNING seq INTO of_entry;
    INSERT INTO gift (id, entry, hash, fund, clearing, amount, state, given_at,
                      key)
        VALUES (gift_id, of_entry, digest, of_fund, 2 * of_fund, sum, 1, now(),
                with_key)
        RETURNING serial INTO of_gift;
    INSERT INTO posting VALUES (of_entry, 2 * of_fund, -sum),
                               (of_entry, 2 * of_fund + 1, sum);
    UPDATE account SET balance = balance - sum WHERE number = 2 * of_fund;
    UPDATE account SET balance = balance + sum WHERE number = 2 * of_fund + 1;
    answer := repeat('x', 120) || of_gift;
    INSERT INTO idempotency VALUES (with_key, digest, answer);
    RETURN answer;
END
$$;

INSERT INTO fund SELECT n, 'fund ' || n, true
    FROM generate_series(1, :funds) AS n;
INSERT INTO account SELECT 2 * n + side, n, side, 0
    FROM generate_series(1, :funds) AS n, generate_series(0, 1) AS side;
SELECT count(give(1 + n % :funds, 2000, new_key()))
    FROM generate_series(1, :gifts) AS n;
VACUUM ANALYZE;
