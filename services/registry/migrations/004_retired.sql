-- Out of use since then; what refers to it stays.
ALTER TABLE service_field ADD COLUMN retired_at INTEGER;
ALTER TABLE metric ADD COLUMN retired_at INTEGER;
