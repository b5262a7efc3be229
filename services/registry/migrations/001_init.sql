-- Hubs: what a hub was called and what it was, from which day on. One that
-- is not recorded is known by its own word only.
CREATE TABLE hub (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    hub TEXT NOT NULL UNIQUE,
    parent TEXT,
    division TEXT NOT NULL,
    is_recorded INTEGER NOT NULL
) STRICT;

CREATE TABLE hub_period (
    hub INTEGER NOT NULL REFERENCES hub,
    from_date INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind INTEGER NOT NULL,
    status INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (hub, from_date)
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_contract (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    hub INTEGER NOT NULL REFERENCES hub,
    owner_authority TEXT NOT NULL,
    operator TEXT NOT NULL,
    organisation BLOB,
    method INTEGER NOT NULL,
    governance_model INTEGER,
    from_date INTEGER NOT NULL,
    to_date INTEGER,
    fee INTEGER,
    is_withdrawn INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX operator_contract_by_hub ON operator_contract (hub, from_date);

-- Organisations. `fields` are codes of service_field, joined by spaces.
CREATE TABLE organisation (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    kind INTEGER NOT NULL,
    credit_code TEXT UNIQUE,
    override_reason TEXT,
    status INTEGER NOT NULL,
    supervising_unit TEXT,
    registration_authority TEXT,
    registered_on INTEGER,
    hub_role INTEGER,
    fields TEXT NOT NULL,
    address TEXT,
    contact TEXT,
    summary TEXT,
    predecessor BLOB,
    successor BLOB
) STRICT;
CREATE INDEX organisation_by_predecessor ON organisation (predecessor)
    WHERE predecessor IS NOT NULL;

-- A copy of the row after every change; the last one is the present.
CREATE TABLE organisation_version (
    rowid INTEGER PRIMARY KEY,
    organisation INTEGER NOT NULL REFERENCES organisation,
    at INTEGER NOT NULL,
    change INTEGER NOT NULL,
    reason TEXT,
    actor TEXT NOT NULL,
    name TEXT NOT NULL,
    kind INTEGER NOT NULL,
    credit_code TEXT,
    override_reason TEXT,
    status INTEGER NOT NULL,
    supervising_unit TEXT,
    registration_authority TEXT,
    registered_on INTEGER,
    hub_role INTEGER,
    fields TEXT NOT NULL,
    address TEXT,
    contact TEXT,
    summary TEXT
) STRICT;
CREATE INDEX organisation_version_by_organisation
    ON organisation_version (organisation);

-- Fields of service, and what the lists of other networks call them.
CREATE TABLE service_field (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    field TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT
) STRICT;

CREATE TABLE service_field_label (
    field INTEGER NOT NULL REFERENCES service_field,
    list TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (field, list)
) STRICT, WITHOUT ROWID;

INSERT INTO service_field (id, field, name, name_en) VALUES
    (randomblob(16), 'youth', '青少年', 'Children and youth'),
    (randomblob(16), 'elderly', '老年人', 'Elderly people'),
    (randomblob(16), 'disability', '助残', 'Disability'),
    (randomblob(16), 'hardship', '帮困', 'Hardship relief'),
    (randomblob(16), 'mental_health', '心理健康', 'Mental health'),
    (randomblob(16), 'mediation', '纠纷调处', 'Mediation'),
    (randomblob(16), 'parenting', '亲子教育', 'Parenting'),
    (randomblob(16), 'environment', '环保宣传', 'Environment'),
    (randomblob(16), 'newcomers', '外来人员社会融入', 'Newcomers'),
    (randomblob(16), 'social_work', '专业社工培训', 'Social work training'),
    (randomblob(16), 'branding', '社会组织品牌提升', 'Brands of organisations'),
    (randomblob(16), 'rehabilitation', '康复', 'Rehabilitation'),
    (randomblob(16), 'stability', '维稳', 'Social stability'),
    (randomblob(16), 'education', '教育', 'Education'),
    (randomblob(16), 'culture', '文化', 'Culture');

-- The eleven of Longgang's rounds and the nine of Haishu's.
INSERT INTO service_field_label (field, list, label)
    SELECT rowid, 'longgang_2018', name FROM service_field WHERE rowid <= 11;
INSERT INTO service_field_label (field, list, label)
    SELECT service_field.rowid, 'haishu_2019', haishu.column2
    FROM service_field JOIN (VALUES
        ('elderly', '为老'), ('hardship', '济困'), ('disability', '助残'),
        ('rehabilitation', '康复'), ('youth', '青少年'), ('stability', '维稳'),
        ('education', '教育'), ('environment', '环保'), ('culture', '文化')
    ) AS haishu ON haishu.column1 = service_field.field;

-- People. Erasing empties the row and forgets its versions.
CREATE TABLE person (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    is_listed INTEGER NOT NULL,
    home_place TEXT,
    phone TEXT,
    email TEXT,
    account BLOB,
    is_erased INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE person_version (
    rowid INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person,
    at INTEGER NOT NULL,
    reason TEXT,
    actor TEXT NOT NULL,
    name TEXT NOT NULL,
    is_listed INTEGER NOT NULL,
    home_place TEXT,
    phone TEXT,
    email TEXT
) STRICT;
CREATE INDEX person_version_by_person ON person_version (person);

CREATE TABLE post (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    person INTEGER NOT NULL REFERENCES person,
    organisation INTEGER REFERENCES organisation,
    role INTEGER NOT NULL,
    title TEXT NOT NULL,
    from_date INTEGER NOT NULL,
    to_date INTEGER,
    is_withdrawn INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX post_by_person ON post (person);
CREATE INDEX post_by_organisation ON post (organisation);

-- Figures: never edited; a reversed one names its reason.
CREATE TABLE metric (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    metric TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    unit INTEGER NOT NULL,
    definition TEXT NOT NULL,
    filter TEXT NOT NULL,
    is_defined INTEGER NOT NULL
) STRICT;

CREATE TABLE figure (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    metric INTEGER NOT NULL REFERENCES metric,
    value INTEGER NOT NULL,
    qualifier INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    source TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    replaces BLOB,
    reversed_at INTEGER,
    reversal_reason TEXT
) STRICT;
CREATE INDEX figure_by_date ON figure (as_of, rowid);
CREATE INDEX figure_by_metric ON figure (metric, as_of, rowid);

-- Accounts. A password is kept as argon2id's text, a token as its hash.
CREATE TABLE account (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    account TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    password TEXT,
    display_name TEXT,
    email TEXT,
    locale TEXT,
    status INTEGER NOT NULL,
    organisation BLOB,
    claimed_organisation BLOB,
    opened_at INTEGER NOT NULL
) STRICT;

CREATE TABLE account_role (
    account INTEGER NOT NULL REFERENCES account,
    role INTEGER NOT NULL,
    scope TEXT NOT NULL,
    PRIMARY KEY (account, role, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_role_by_role ON account_role (role, scope);

CREATE TABLE token (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    account INTEGER NOT NULL REFERENCES account,
    kind INTEGER NOT NULL,
    label TEXT NOT NULL,
    hash BLOB NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX token_by_account ON token (account);

-- A token without rows here stands for all its account holds.
CREATE TABLE token_role (
    token INTEGER NOT NULL REFERENCES token ON DELETE CASCADE,
    role INTEGER NOT NULL,
    scope TEXT NOT NULL,
    PRIMARY KEY (token, role, scope)
) STRICT, WITHOUT ROWID;

-- Why things were changed.
CREATE TABLE reason (
    rowid INTEGER PRIMARY KEY,
    subject BLOB NOT NULL,
    at INTEGER NOT NULL,
    operation TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL
) STRICT;
CREATE INDEX reason_by_subject ON reason (subject);

-- What grants says of our organisations' projects.
CREATE TABLE track (
    rowid INTEGER PRIMARY KEY,
    project BLOB NOT NULL UNIQUE,
    organisation BLOB NOT NULL,
    title TEXT NOT NULL,
    is_published INTEGER NOT NULL DEFAULT 0,
    award BLOB,
    award_state INTEGER,
    amount INTEGER,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX track_by_organisation ON track (organisation);

-- Search: names, and the index over them.
CREATE TABLE search_entry (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    type INTEGER NOT NULL,
    hub TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE search_text USING fts5 (
    name, content = 'search_entry', content_rowid = 'rowid', tokenize = 'cjk'
);
