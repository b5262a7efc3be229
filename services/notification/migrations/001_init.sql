-- Settings of the admins.

CREATE TABLE rule (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    event TEXT NOT NULL,
    when_field TEXT,
    when_value TEXT,
    audience INTEGER NOT NULL,
    role INTEGER,
    template TEXT NOT NULL,
    email INTEGER NOT NULL,
    disabled_at INTEGER,
    disabled_reason TEXT
) STRICT;
CREATE INDEX rule_by_event ON rule (event);

-- The version with the highest number is in force.
CREATE TABLE template (
    rowid INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    locale INTEGER NOT NULL,
    version INTEGER NOT NULL,
    event TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (name, locale, version)
) STRICT;

-- What people wish. An address here is for this hub alone; without one the
-- mail goes to the account's, which registry has.

CREATE TABLE preference (
    account BLOB PRIMARY KEY,
    locale INTEGER NOT NULL,
    email INTEGER NOT NULL,
    quiet_from INTEGER,
    quiet_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE event_preference (
    account BLOB NOT NULL,
    event TEXT NOT NULL,
    email INTEGER NOT NULL,
    PRIMARY KEY (account, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
    account BLOB PRIMARY KEY,
    email TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What is known from the other services' events.

CREATE TABLE hub (
    hub TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE holder (
    role INTEGER NOT NULL,
    scope TEXT NOT NULL,
    account BLOB NOT NULL,
    PRIMARY KEY (role, scope, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE closed_account (
    account BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE application (
    id BLOB PRIMARY KEY,
    round BLOB NOT NULL,
    applicant BLOB NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL
) STRICT;
CREATE INDEX application_by_round ON application (round);

CREATE TABLE award (
    id BLOB PRIMARY KEY,
    application BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Gifts whose donor can be reached; without an account by a contact that
-- fundraising has.
CREATE TABLE gift (
    id BLOB PRIMARY KEY,
    donor BLOB
) STRICT, WITHOUT ROWID;

-- The last state of whatever has one, by the name of its enum: an event that
-- repeats the state it had is no news of it.
CREATE TABLE last_state (
    subject BLOB NOT NULL,
    kind TEXT NOT NULL,
    state INTEGER NOT NULL,
    PRIMARY KEY (subject, kind)
) STRICT, WITHOUT ROWID;

-- The last dead letter of each service that the admins were told of.
CREATE TABLE trouble (
    service TEXT PRIMARY KEY,
    letter INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Messages. The id follows from the event and the recipient.

CREATE TABLE message (
    rowid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    event TEXT NOT NULL,
    about BLOB NOT NULL,
    recipient BLOB NOT NULL,
    is_donor_contact INTEGER NOT NULL,
    at INTEGER NOT NULL,
    subject_zh TEXT NOT NULL,
    body_zh TEXT NOT NULL,
    subject_en TEXT NOT NULL,
    body_en TEXT NOT NULL,
    read_at INTEGER
) STRICT;
CREATE INDEX message_by_recipient ON message (recipient, rowid);
CREATE INDEX message_unread ON message (recipient, rowid)
    WHERE read_at IS NULL;
CREATE INDEX message_by_about ON message (about, rowid);

CREATE TABLE mail (
    message INTEGER PRIMARY KEY REFERENCES message,
    state INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER
) STRICT;
CREATE INDEX mail_by_state ON mail (state, message);
CREATE INDEX mail_by_next_try ON mail (state, next_try_at);

CREATE TABLE attempt (
    message INTEGER NOT NULL REFERENCES message,
    ordinal INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome INTEGER NOT NULL,
    reply_code INTEGER,
    enhanced_code TEXT,
    PRIMARY KEY (message, ordinal)
) STRICT, WITHOUT ROWID;
