-- Why the other hub refused a transfer. What was refused before does not say.
ALTER TABLE transfer ADD COLUMN refusal INTEGER;
