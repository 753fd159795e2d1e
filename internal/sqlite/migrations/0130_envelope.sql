-- +goose Up

-- Sealed segments of the school that do not open here yet: the key they are sealed to has not come. Once it has, each becomes a segment.
CREATE TABLE envelope (
    hash     BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32), -- of the segment within
    hub      BLOB    NOT NULL,
    epoch    INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    key      BLOB    NOT NULL CHECK (length(key) = 8), -- which of a school's keys opens it
    body     BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
SELECT 'forward only';
