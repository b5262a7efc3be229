\set number random(1, 1000)
SELECT p.*, t.* FROM project p JOIN tranche t ON t.project = p.number WHERE p.number = :number;
