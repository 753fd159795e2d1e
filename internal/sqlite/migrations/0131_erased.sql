-- +goose Up

-- Learners who were erased, for ever: what arrives of them later is blanked at the door. asked grows whenever segments may hold something of hers
-- still; done is what asked was when they were last gone through.
CREATE TABLE erased (
    learner INTEGER NOT NULL PRIMARY KEY, -- entity
    dot     BLOB    NOT NULL,             -- of the op that erased her
    asked   INTEGER NOT NULL,
    done    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Segments that were blanked here.
CREATE TABLE redaction (
    hash     BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    audience INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who has taken the blanked form of a segment, or said that it holds none.
CREATE TABLE redelivered (
    peer BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (peer, hash)
) STRICT, WITHOUT ROWID;

-- +goose Down
SELECT 'forward only';
