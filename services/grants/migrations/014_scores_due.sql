-- The day by which reviewers are asked to score; nothing is refused after it.
ALTER TABLE round ADD COLUMN scores_due_on INTEGER;
