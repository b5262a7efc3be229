-- Grants' store. States and other choices are kept by the names they have in
-- the schema; times are milliseconds since the epoch, dates days since it.

-- What we know of others' things, from their events.
CREATE TABLE organisation (
    id     BLOB PRIMARY KEY,
    name   TEXT NOT NULL,
    status TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id           BLOB PRIMARY KEY,
    organisation BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE programme (
    row           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    number        TEXT NOT NULL,
    title         TEXT NOT NULL,
    state         TEXT NOT NULL,
    funding       TEXT NOT NULL,
    year          INTEGER,
    budget        INTEGER,
    owner         BLOB,
    administrator BLOB,
    rule_document TEXT,
    summary       TEXT,
    opened_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE round (
    row                  INTEGER PRIMARY KEY,
    id                   BLOB NOT NULL UNIQUE,
    programme            INTEGER NOT NULL REFERENCES programme (row),
    number               TEXT NOT NULL,
    title                TEXT NOT NULL,
    state                TEXT NOT NULL,
    fund_hub             TEXT NOT NULL,
    fund                 BLOB NOT NULL,
    opens_at             INTEGER NOT NULL,
    closes_at            INTEGER NOT NULL CHECK (closes_at > opens_at),
    budget               INTEGER NOT NULL CHECK (budget >= 0),
    max_amount           INTEGER,
    max_per_organisation INTEGER,
    notice_working_days  INTEGER NOT NULL,
    agreement_days       INTEGER NOT NULL,
    skips_screening      INTEGER NOT NULL,
    skips_panel          INTEGER NOT NULL,
    drops_extremes       INTEGER NOT NULL,
    is_rolling           INTEGER NOT NULL,
    panel_closed_at      INTEGER,
    summary              TEXT,
    rule_document        TEXT,
    reason               TEXT
) STRICT;
CREATE INDEX round_programme ON round (programme);

CREATE TABLE round_section (
    row          INTEGER PRIMARY KEY,
    round        INTEGER NOT NULL REFERENCES round (row),
    name         TEXT NOT NULL,
    budget       INTEGER NOT NULL CHECK (budget >= 0),
    expected_min INTEGER,
    expected_max INTEGER,
    UNIQUE (round, name)
) STRICT;

CREATE TABLE section_field (
    row     INTEGER PRIMARY KEY,
    section INTEGER NOT NULL REFERENCES round_section (row) ON DELETE CASCADE,
    name    TEXT NOT NULL
) STRICT;
CREATE INDEX section_field_section ON section_field (section);

CREATE TABLE round_criterion (
    row    INTEGER PRIMARY KEY,
    round  INTEGER NOT NULL REFERENCES round (row),
    name   TEXT NOT NULL,
    weight INTEGER NOT NULL CHECK (weight > 0),
    UNIQUE (round, name)
) STRICT;

CREATE TABLE tranche_step (
    row          INTEGER PRIMARY KEY,
    round        INTEGER NOT NULL REFERENCES round (row),
    share        INTEGER NOT NULL CHECK (share > 0),
    needs_report INTEGER NOT NULL,
    needs_visit  INTEGER NOT NULL
) STRICT;
CREATE INDEX tranche_step_round ON tranche_step (round);

-- A file in files/, named by its hash (SHA-256).
CREATE TABLE attachment (
    hash        TEXT PRIMARY KEY,
    size        INTEGER NOT NULL,
    media_type  TEXT NOT NULL,
    uploaded_by BLOB,
    uploaded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE application (
    row          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    round        INTEGER NOT NULL REFERENCES round (row),
    number       TEXT,
    state        TEXT NOT NULL,
    version      INTEGER NOT NULL,
    applicant    BLOB NOT NULL,
    organisation BLOB NOT NULL,
    title        TEXT NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount >= 0),
    section      TEXT,
    field        TEXT,
    place        TEXT,
    starts_on    INTEGER,
    ends_on      INTEGER,
    summary      TEXT,
    contact      TEXT,
    submitted_at INTEGER,
    published_at INTEGER,
    reason       TEXT
) STRICT;
CREATE INDEX application_round ON application (round);
CREATE INDEX application_applicant ON application (applicant);
CREATE INDEX application_organisation ON application (organisation);

-- What was said in each version: the schema's application_version, encoded.
-- It is read as a whole and never changes.
CREATE TABLE application_version (
    application INTEGER NOT NULL REFERENCES application (row) ON DELETE CASCADE,
    version     INTEGER NOT NULL,
    document    BLOB NOT NULL,
    PRIMARY KEY (application, version)
) STRICT, WITHOUT ROWID;

-- Which files an application ever referred to, for who may read them.
CREATE TABLE application_attachment (
    application INTEGER NOT NULL REFERENCES application (row) ON DELETE CASCADE,
    hash        TEXT NOT NULL REFERENCES attachment (hash),
    PRIMARY KEY (application, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX application_attachment_hash ON application_attachment (hash);

CREATE TABLE reviewer (
    row          INTEGER PRIMARY KEY,
    round        INTEGER NOT NULL REFERENCES round (row),
    account      BLOB NOT NULL,
    is_chair     INTEGER NOT NULL,
    appointed_at INTEGER NOT NULL,
    dismissed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX reviewer_present ON reviewer (round, account)
    WHERE dismissed_at IS NULL;

CREATE TABLE assignment (
    application INTEGER NOT NULL REFERENCES application (row),
    account     BLOB NOT NULL,
    assigned_at INTEGER NOT NULL,
    PRIMARY KEY (application, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE conflict (
    row           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    application   INTEGER NOT NULL REFERENCES application (row),
    reviewer      BLOB NOT NULL,
    reason        TEXT NOT NULL,
    declared_at   INTEGER NOT NULL,
    lifted_at     INTEGER,
    lifted_reason TEXT
) STRICT;
CREATE INDEX conflict_application ON conflict (application);

-- A score sheet stays when another replaces it or it is void.
CREATE TABLE sheet (
    row         INTEGER PRIMARY KEY,
    application INTEGER NOT NULL REFERENCES application (row),
    reviewer    BLOB NOT NULL,
    weighed     INTEGER NOT NULL,
    total       INTEGER NOT NULL,
    comment     TEXT,
    scored_at   INTEGER NOT NULL,
    void_at     INTEGER
) STRICT;
CREATE UNIQUE INDEX sheet_present ON sheet (application, reviewer)
    WHERE void_at IS NULL;

CREATE TABLE sheet_line (
    row       INTEGER PRIMARY KEY,
    sheet     INTEGER NOT NULL REFERENCES sheet (row),
    criterion TEXT NOT NULL,
    score     INTEGER NOT NULL
) STRICT;
CREATE INDEX sheet_line_sheet ON sheet_line (sheet);

CREATE TABLE decision (
    row        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    round      INTEGER NOT NULL REFERENCES round (row),
    decided_at INTEGER NOT NULL,
    decided_by BLOB NOT NULL,
    amount     INTEGER NOT NULL,
    note       TEXT,
    tie_note   TEXT,
    range_note TEXT,
    is_final   INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_round ON decision (round);

CREATE TABLE notice (
    row          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    round        INTEGER NOT NULL REFERENCES round (row),
    title        TEXT NOT NULL,
    state        TEXT NOT NULL,
    opened_at    INTEGER NOT NULL,
    ends_at      INTEGER NOT NULL,
    working_days INTEGER NOT NULL,
    reason       TEXT
) STRICT;
CREATE INDEX notice_round ON notice (round);

CREATE TABLE notice_expert (
    row    INTEGER PRIMARY KEY,
    notice INTEGER NOT NULL REFERENCES notice (row),
    name   TEXT NOT NULL
) STRICT;
CREATE INDEX notice_expert_notice ON notice_expert (notice);

CREATE TABLE award (
    row              INTEGER PRIMARY KEY,
    id               BLOB NOT NULL UNIQUE,
    number           TEXT NOT NULL,
    application      INTEGER NOT NULL REFERENCES application (row),
    round            INTEGER NOT NULL REFERENCES round (row),
    decision         INTEGER NOT NULL REFERENCES decision (row),
    section          TEXT,
    amount           INTEGER NOT NULL CHECK (amount > 0),
    state            TEXT NOT NULL,
    fund_hub         TEXT NOT NULL,
    fund             BLOB NOT NULL,
    notice           INTEGER REFERENCES notice (row),
    agreement_due_at INTEGER,
    signed_on        INTEGER,
    starts_on        INTEGER,
    ends_on          INTEGER,
    agreement        TEXT,
    cancel_reason    TEXT, -- wanted while the fund had not yet answered
    is_freed         INTEGER NOT NULL DEFAULT 0,
    reason           TEXT
) STRICT;
CREATE INDEX award_application ON award (application);
CREATE INDEX award_round ON award (round);
CREATE INDEX award_notice ON award (notice) WHERE notice IS NOT NULL;

-- Every notice an award was on; award.notice is the present one.
CREATE TABLE notice_award (
    notice INTEGER NOT NULL REFERENCES notice (row),
    award  INTEGER NOT NULL REFERENCES award (row),
    PRIMARY KEY (notice, award)
) STRICT, WITHOUT ROWID;

CREATE TABLE objection (
    row         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    number      TEXT NOT NULL,
    award       INTEGER NOT NULL REFERENCES award (row),
    notice      INTEGER NOT NULL REFERENCES notice (row),
    state       TEXT NOT NULL,
    text        TEXT NOT NULL,
    contact     TEXT,
    raised_at   INTEGER NOT NULL,
    settled_at  INTEGER,
    finding     TEXT
) STRICT;
CREATE INDEX objection_award ON objection (award);

CREATE TABLE tranche (
    row           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    award         INTEGER NOT NULL REFERENCES award (row),
    ordinal       INTEGER NOT NULL,
    amount        INTEGER NOT NULL CHECK (amount > 0),
    state         TEXT NOT NULL,
    needs_report  INTEGER NOT NULL,
    needs_visit   INTEGER NOT NULL,
    waives_report INTEGER NOT NULL DEFAULT 0,
    waives_visit  INTEGER NOT NULL DEFAULT 0,
    waived        TEXT,
    released_at   INTEGER,
    paid_at       INTEGER,
    heard_at      INTEGER, -- when the fund last said something of it
    reason        TEXT,
    UNIQUE (award, ordinal)
) STRICT;

CREATE TABLE report (
    row          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    award        INTEGER NOT NULL REFERENCES award (row),
    ordinal      INTEGER,
    kind         TEXT NOT NULL,
    state        TEXT NOT NULL,
    text         TEXT NOT NULL,
    spent        INTEGER NOT NULL,
    served       INTEGER,
    submitted_at INTEGER NOT NULL,
    submitted_by BLOB,
    reason       TEXT
) STRICT;
CREATE INDEX report_award ON report (award);

CREATE TABLE report_attachment (
    row        INTEGER PRIMARY KEY,
    report     INTEGER NOT NULL REFERENCES report (row),
    hash       TEXT NOT NULL REFERENCES attachment (hash),
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL
) STRICT;
CREATE INDEX report_attachment_report ON report_attachment (report);
CREATE INDEX report_attachment_hash ON report_attachment (hash);

CREATE TABLE visit (
    row              INTEGER PRIMARY KEY,
    id               BLOB NOT NULL UNIQUE,
    award            INTEGER NOT NULL REFERENCES award (row),
    ordinal          INTEGER,
    visited_on       INTEGER NOT NULL,
    findings         TEXT NOT NULL,
    served           INTEGER,
    recorded_at      INTEGER NOT NULL,
    recorded_by      BLOB,
    withdrawn_reason TEXT
) STRICT;
CREATE INDEX visit_award ON visit (award);

-- The days that differ from the rule of the week.
CREATE TABLE calendar_day (
    date   INTEGER PRIMARY KEY,
    kind   TEXT NOT NULL,
    name   TEXT NOT NULL,
    source TEXT
) STRICT;

-- Every change of state of everything, with who and why.
CREATE TABLE transition (
    row     INTEGER PRIMARY KEY,
    subject BLOB NOT NULL,
    thing   TEXT NOT NULL,
    at      INTEGER NOT NULL,
    before  TEXT NOT NULL,
    after   TEXT NOT NULL,
    actor   TEXT NOT NULL,
    reason  TEXT
) STRICT;
CREATE INDEX transition_subject ON transition (subject);
