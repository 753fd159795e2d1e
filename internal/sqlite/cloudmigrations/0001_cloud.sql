-- +goose Up

-- Small facts about this file: the cloud's id and public key.
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- A school is the tenant: its hubs see each other's segments and nobody else's.
CREATE TABLE school (
    id      INTEGER PRIMARY KEY,
    uuid    BLOB    NOT NULL UNIQUE CHECK (length(uuid) = 16),
    name    TEXT    NOT NULL,
    created INTEGER NOT NULL -- ticks since 1970 by the cloud's clock
) STRICT;

-- One-time enrolment codes. Only the SHA-256 of a code is kept; it has 80 random bits, so nobody guesses it from here.
CREATE TABLE code (
    hash    BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    school  INTEGER NOT NULL REFERENCES school (id),
    expires INTEGER NOT NULL, -- ticks
    used_by BLOB,             -- the hub that enrolled with it, NULL while it is good
    used_at INTEGER           -- ticks
) STRICT, WITHOUT ROWID;

-- Enrolled hubs: the key their segments are signed with and the SHA-256 of the token they call with.
CREATE TABLE hub (
    id       INTEGER PRIMARY KEY,
    uuid     BLOB    NOT NULL UNIQUE CHECK (length(uuid) = 16),
    school   INTEGER NOT NULL REFERENCES school (id),
    key      BLOB    NOT NULL CHECK (length(key) = 32),
    token    BLOB    NOT NULL UNIQUE CHECK (length(token) = 32),
    name     TEXT    NOT NULL,
    enrolled INTEGER NOT NULL, -- ticks
    contact  INTEGER           -- ticks of the last exchange, NULL before the first
) STRICT;

-- People of the ministry. Tries since the last success slow down guessing and survive a restart.
CREATE TABLE account (
    name     TEXT    NOT NULL PRIMARY KEY,
    password TEXT    NOT NULL, -- argon2id in its usual text form
    failures INTEGER NOT NULL DEFAULT 0, -- tries since the last success
    day      INTEGER NOT NULL DEFAULT 0, -- day of the last try, in days since 1970
    tries    INTEGER NOT NULL DEFAULT 0, -- tries on that day
    next     INTEGER NOT NULL DEFAULT 0  -- ticks before which no try is taken
) STRICT, WITHOUT ROWID;

-- Who is signed in, by the SHA-256 of the cookie.
CREATE TABLE session (
    hash    BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    account TEXT    NOT NULL REFERENCES account (name),
    expires INTEGER NOT NULL -- ticks
) STRICT, WITHOUT ROWID;

-- Verified segments, with their bytes as they came. They are never changed and never encoded anew.
CREATE TABLE segment (
    id       INTEGER PRIMARY KEY,
    hash     BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    school   INTEGER NOT NULL REFERENCES school (id),
    hub      BLOB    NOT NULL,
    epoch    INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    number   INTEGER NOT NULL, -- 1, 2, 3 … within (hub, epoch, audience)
    ops      INTEGER NOT NULL,
    arrived  INTEGER NOT NULL, -- ticks
    base     INTEGER NOT NULL, -- the directory prefix it builds on: entries
    digest   BLOB    NOT NULL, -- and their digest
    waits    TEXT,             -- why its ops are not counted yet: 'directory', the hash of a catalogue, or what is wrong; NULL once they are
    body     BLOB    NOT NULL
) STRICT;
CREATE INDEX segment_place ON segment (school, hub, epoch, number);
CREATE INDEX segment_waits ON segment (hub, waits) WHERE waits IS NOT NULL;

-- Two segments at one place: both are kept, the first is the one receipts speak of. A cloned image or a forger is at work.
CREATE TABLE alarm (
    id      INTEGER PRIMARY KEY,
    first   BLOB    NOT NULL, -- hash
    second  BLOB    NOT NULL, -- hash
    noticed INTEGER NOT NULL  -- ticks
) STRICT;

-- What was not kept, and why. The sender still holds it, for it got no receipt.
CREATE TABLE refusal (
    id      INTEGER PRIMARY KEY,
    hub     BLOB    NOT NULL,
    at      INTEGER NOT NULL, -- ticks
    code    TEXT    NOT NULL,
    message TEXT    NOT NULL
) STRICT;
CREATE INDEX refusal_hub ON refusal (hub, id);

-- A gapless sequence of ops as this school's hubs brought it. Another school can claim the same origin without touching this one.
CREATE TABLE stream (
    id       INTEGER PRIMARY KEY,
    school   INTEGER NOT NULL REFERENCES school (id),
    hub      BLOB    NOT NULL,
    device   INTEGER NOT NULL,
    epoch    INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    UNIQUE (school, hub, device, epoch, audience)
) STRICT;

-- Which ops of a stream are counted, as closed, disjoint, non-adjacent ranges. It is what makes a second delivery harmless.
CREATE TABLE have (
    stream INTEGER NOT NULL,
    low    INTEGER NOT NULL,
    high   INTEGER NOT NULL,
    PRIMARY KEY (stream, low)
) STRICT, WITHOUT ROWID;

-- The lists that segments of a hub build on, entry by entry. A prefix is named by its length and digest and knows the one before it, so that a hub
-- restored from an older copy, whose list goes on differently, has two branches and no quarrel.
CREATE TABLE directory (
    hub    BLOB    NOT NULL,
    number INTEGER NOT NULL, -- entries up to and with this one
    digest BLOB    NOT NULL, -- of that prefix
    parent BLOB    NOT NULL, -- digest of the prefix without it
    entry  BLOB    NOT NULL,
    PRIMARY KEY (hub, number, digest)
) STRICT, WITHOUT ROWID;

-- Catalogues by hash, kept for ever.
CREATE TABLE catalogue (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Learners under the random handle their school gave them. No name ever comes here.
CREATE TABLE learner (
    id     INTEGER PRIMARY KEY,
    school INTEGER NOT NULL REFERENCES school (id),
    handle BLOB    NOT NULL CHECK (length(handle) = 16),
    UNIQUE (school, handle)
) STRICT;

CREATE TABLE skill (
    id   INTEGER PRIMARY KEY,
    name TEXT    NOT NULL UNIQUE -- the pack's id of the skill
) STRICT;

-- Totals of a school. unplaced counts attempts at items their catalogue does not have; they are in attempts too.
CREATE TABLE school_total (
    school   INTEGER NOT NULL PRIMARY KEY REFERENCES school (id),
    attempts INTEGER NOT NULL,
    unplaced INTEGER NOT NULL
) STRICT;

-- What one learner did with one skill. Sums only, so that the order of arrival leaves no trace.
CREATE TABLE learner_skill (
    learner       INTEGER NOT NULL REFERENCES learner (id),
    skill         INTEGER NOT NULL REFERENCES skill (id),
    attempts      INTEGER NOT NULL,
    correct       INTEGER NOT NULL,
    unaided       INTEGER NOT NULL, -- attempts alone and without a hint
    unaided_right INTEGER NOT NULL,
    PRIMARY KEY (learner, skill)
) STRICT, WITHOUT ROWID;

-- Whose a session is, where a person decided it: the winner of the register that names the session (hub, device, epoch, seq of its op).
CREATE TABLE session_owner (
    stream   INTEGER NOT NULL REFERENCES stream (id),
    seq      INTEGER NOT NULL, -- of the session op
    at_tick  INTEGER NOT NULL, -- timestamp and dot of the winning edit
    at_count INTEGER NOT NULL,
    dot      BLOB    NOT NULL,
    owner    BLOB    NOT NULL, -- a learner's handle; empty = the session counts for nobody
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- Which segments hold counted attempts of a session, so that a later decision about it moves them and reads no others.
CREATE TABLE session_segment (
    stream  INTEGER NOT NULL REFERENCES stream (id),
    seq     INTEGER NOT NULL, -- of the session op
    segment INTEGER NOT NULL REFERENCES segment (id),
    PRIMARY KEY (stream, seq, segment)
) STRICT, WITHOUT ROWID;

-- +goose Down
SELECT 'forward only';
