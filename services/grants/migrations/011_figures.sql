-- Projects that were withdrawn were counted as published: the figures are
-- counted again from the beginning of the log, and the hub above is told.
DELETE FROM meta WHERE key = 'rollup_seq';
