-- +goose Up

-- A stream is one gapless sequence of ops: (writer hub, device, epoch, audience). Rows elsewhere name it by its dense id.
CREATE TABLE stream (
    id       INTEGER PRIMARY KEY,
    hub      BLOB    NOT NULL CHECK (length(hub) = 16),
    device   INTEGER NOT NULL, -- 0 is the hub itself
    epoch    INTEGER NOT NULL,
    audience INTEGER NOT NULL, -- 1 hub, 2 school, 3 ministry
    UNIQUE (hub, device, epoch, audience)
) STRICT;

-- An entity is anything a UUID names. Rows elsewhere name it by its dense id, which is 1 to 3 bytes instead of 16.
CREATE TABLE entity (
    id   INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16)
) STRICT;

-- Which numbers of each stream this replica holds, as closed, disjoint, non-adjacent ranges.
CREATE TABLE have (
    stream INTEGER NOT NULL,
    low    INTEGER NOT NULL,
    high   INTEGER NOT NULL,
    PRIMARY KEY (stream, low)
) STRICT, WITHOUT ROWID;

-- Ops that are in no segment yet, in order of arrival. The position is transport only and names nothing.
CREATE TABLE tail (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream   INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    kind     INTEGER NOT NULL,
    learner  INTEGER,          -- entity of an attempt's learner, else NULL
    op       BLOB    NOT NULL  -- canonical form of crdt.Op
) STRICT;
CREATE UNIQUE INDEX tail_dot ON tail (stream, seq);
CREATE INDEX tail_learner ON tail (learner) WHERE learner IS NOT NULL;

-- Immutable segments: our own, once cut, and those of sister hubs. Bytes are resent as they are, never encoded anew.
CREATE TABLE segment (
    id       INTEGER PRIMARY KEY,
    hash     BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    hub      BLOB    NOT NULL, -- whose segment it is
    epoch    INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    number   INTEGER NOT NULL, -- 1, 2, 3 … within (hub, epoch, audience)
    ops      INTEGER NOT NULL,
    waits    TEXT,             -- why its ops are not applied yet, NULL once they are
    body     BLOB    NOT NULL
) STRICT;
CREATE INDEX segment_place ON segment (hub, epoch, audience, number);

-- Which ops a segment holds, by origin.
CREATE TABLE segment_origin (
    stream  INTEGER NOT NULL,
    low     INTEGER NOT NULL,
    high    INTEGER NOT NULL,
    segment INTEGER NOT NULL REFERENCES segment (id),
    PRIMARY KEY (stream, low, segment)
) STRICT, WITHOUT ROWID;

-- Whose attempts a segment holds, so that one learner can be folded anew without reading the others.
CREATE TABLE segment_learner (
    learner INTEGER NOT NULL,
    segment INTEGER NOT NULL REFERENCES segment (id),
    PRIMARY KEY (learner, segment)
) STRICT, WITHOUT ROWID;

-- Signed receipts, newest per receiver and stream of segments.
CREATE TABLE receipt (
    receiver BLOB    NOT NULL,
    hub      BLOB    NOT NULL,
    epoch    INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    numbers  TEXT    NOT NULL, -- ranges of segment numbers
    digest   BLOB    NOT NULL,
    signed   BLOB    NOT NULL, -- the receipt as it came, with its signature
    PRIMARY KEY (receiver, hub, epoch, audience)
) STRICT, WITHOUT ROWID;

-- Directories: the small numbers by which one hub's segments of one audience name ids, streams and clock runs. Each row is
-- the list up to some segment; entries declared by later segments follow from their headers.
CREATE TABLE directory (
    hub      BLOB    NOT NULL,
    audience INTEGER NOT NULL,
    upto     INTEGER NOT NULL, -- segment.id whose declarations are the last in body
    body     BLOB    NOT NULL, -- wire.Directory in canonical form
    PRIMARY KEY (hub, audience)
) STRICT, WITHOUT ROWID;

-- Ops that are in the log and have no effect yet.
CREATE TABLE held (
    stream INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    reason TEXT    NOT NULL,
    op     BLOB    NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- What could not even be stored as an op, with its text, so that nothing is refused in silence.
CREATE TABLE refused (
    id      INTEGER PRIMARY KEY,
    source  TEXT NOT NULL, -- the stream or segment it came in
    code    TEXT NOT NULL,
    message TEXT NOT NULL,
    body    BLOB NOT NULL
) STRICT;

-- One dot with two contents: the op in the log stays, the other is kept here. A cloned image or a forger is at work.
CREATE TABLE alarm (
    id     INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    other  BLOB    NOT NULL
) STRICT;

-- Catalogues by hash, kept for ever.
CREATE TABLE catalogue (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Small facts about this file: the hub's id, the number of starts, the last timestamp issued.
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
SELECT 'forward only';
