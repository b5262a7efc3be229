-- What a fund has not answered yet: few rows, looked for often.
CREATE INDEX award_unanswered ON award (row) WHERE state = 'proposed';
CREATE INDEX tranche_unpaid ON tranche (released_at)
    WHERE state IN ('released', 'failed');
