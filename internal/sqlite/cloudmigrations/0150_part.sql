-- +goose Up

-- The beginning of a large body that a hub is bringing in pieces, so that a link that breaks every few seconds gets on. Dropped
-- when it was used, when the hub begins too many others, after a week without a further piece, or when the school erases a learner.
CREATE TABLE part (
    hub     BLOB    NOT NULL,
    hash    BLOB    NOT NULL, -- SHA-256 of the whole
    total   INTEGER NOT NULL, -- bytes of the whole
    touched INTEGER NOT NULL, -- ticks since 1970, when the last piece came
    PRIMARY KEY (hub, hash)
) STRICT, WITHOUT ROWID;

-- Pieces without a gap between them, from 0 on.
CREATE TABLE piece (
    hub   BLOB    NOT NULL,
    hash  BLOB    NOT NULL,
    start INTEGER NOT NULL, -- bytes before it
    body  BLOB    NOT NULL,
    PRIMARY KEY (hub, hash, start)
) STRICT;

-- +goose Down
SELECT 'forward only';
