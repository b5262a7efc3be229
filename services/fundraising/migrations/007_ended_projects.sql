-- Grants says when a project ended: its award was closed or cancelled.
ALTER TABLE project ADD COLUMN has_ended INTEGER NOT NULL DEFAULT 0;
-- What is still reserved or payable for a project.
CREATE INDEX reservation_by_project ON reservation (project);
