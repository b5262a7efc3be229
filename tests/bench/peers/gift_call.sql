\set fund random(1, :funds)
SELECT give(:fund, 2000, new_key());
