ALTER TABLE calendar_day ADD COLUMN reason TEXT;
