-- A project's page: two rows by id, as grants keeps them.
CREATE TABLE project (number bigint PRIMARY KEY, id uuid NOT NULL UNIQUE,
                      title text, organisation uuid, round uuid, fund_hub text,
                      fund uuid, award uuid, amount bigint, paid bigint,
                      state text, published_at timestamptz);
CREATE TABLE tranche (project bigint NOT NULL REFERENCES project,
                      ordinal int NOT NULL, id uuid NOT NULL, amount bigint,
                      state text, released_at timestamptz,
                      PRIMARY KEY (project, ordinal));
INSERT INTO project SELECT n, gen_random_uuid(), '睦邻计划', gen_random_uuid(),
    gen_random_uuid(), 'longgang', gen_random_uuid(), gen_random_uuid(),
    5000000, 0, 'selected', now() FROM generate_series(1, 1000) AS n;
INSERT INTO tranche SELECT n, 1, gen_random_uuid(), 5000000, 'released', now()
    FROM generate_series(1, 1000) AS n;
VACUUM ANALYZE;
