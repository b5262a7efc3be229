-- Of the gifts of a fund or project, by stretches of 4096 serials: a new gift
-- then changes one of the last dozen pages of the index, and not the page at
-- the end of its fund's gifts, which was another one for each of them.
DROP INDEX gift_by_fund;
CREATE INDEX gift_by_fund ON gift (serial / 4096, fund);
DROP INDEX gift_by_project;
CREATE INDEX gift_by_project ON gift (serial / 4096, project) WHERE project IS NOT NULL;
