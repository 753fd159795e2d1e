-- +goose Up

-- Every value a last-writer-wins register was ever set to. The winner has won = 1; the losers stay readable.
CREATE TABLE register (
    noun     INTEGER NOT NULL,
    entity   INTEGER NOT NULL,
    field    INTEGER NOT NULL,
    key      TEXT    NOT NULL,
    at_tick  INTEGER NOT NULL,
    at_count INTEGER NOT NULL,
    stream   INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    won      INTEGER NOT NULL, -- 1 for the winner, else 0
    value    BLOB    NOT NULL,
    PRIMARY KEY (noun, entity, field, key, stream, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX register_winner ON register (noun, field, entity, key) WHERE won = 1;

-- Elements of add-wins sets, one row per add.
CREATE TABLE element (
    noun   INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    field  INTEGER NOT NULL,
    key    TEXT    NOT NULL,
    stream INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    value  BLOB    NOT NULL,
    PRIMARY KEY (noun, entity, field, key, stream, seq)
) STRICT, WITHOUT ROWID;

-- Adds that were taken back. A remove may arrive before the add it names.
CREATE TABLE removed (
    stream INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- Who sat at a tablet from which op on. Owner and assurance as people and the hub corrected them are registers.
CREATE TABLE session (
    stream    INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    learner   INTEGER NOT NULL,
    assurance INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_learner ON session (learner);

-- What somebody said the real time was, about one run of a writer's monotonic clock.
CREATE TABLE observation (
    stream INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    boot   INTEGER NOT NULL,
    mono   INTEGER NOT NULL, -- ticks
    real   INTEGER NOT NULL, -- ticks since 1970
    within INTEGER NOT NULL, -- ticks
    source INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- One row per learner: the engine's state as a fold of her attempts in canonical order, and what a board shows of it.
CREATE TABLE learner (
    learner    INTEGER PRIMARY KEY,
    catalogue  BLOB    NOT NULL, -- the catalogue the state's dense numbers count in
    state      BLOB    NOT NULL,
    digest     INTEGER NOT NULL, -- of the state bytes, as two's complement
    last_tick  INTEGER NOT NULL, -- timestamp and dot of the newest attempt folded
    last_count INTEGER NOT NULL,
    last_dot   BLOB    NOT NULL,
    answers    INTEGER NOT NULL,
    correct    INTEGER NOT NULL,
    board      BLOB    NOT NULL  -- projection.Board in canonical form
) STRICT;

-- +goose Down
SELECT 'forward only';
