-- +goose Up

-- The winning word on each record of a child: which other record is the same child's.
CREATE TABLE same_word (
    school   INTEGER NOT NULL REFERENCES school (id),
    learner  BLOB    NOT NULL CHECK (length(learner) = 16),
    at_tick  INTEGER NOT NULL, -- timestamp and dot of the winning word
    at_count INTEGER NOT NULL,
    dot      BLOB    NOT NULL,
    other    BLOB    NOT NULL, -- a learner's handle; empty = a child of her own
    PRIMARY KEY (school, learner)
) STRICT, WITHOUT ROWID;

-- What follows from the words: every record of a child with several, and the one they count under. Sums stay by record, and are added up where they
-- are read, so that a word can be taken back.
CREATE TABLE same_as (
    school  INTEGER NOT NULL REFERENCES school (id),
    learner BLOB    NOT NULL CHECK (length(learner) = 16),
    one     BLOB    NOT NULL CHECK (length(one) = 16),
    PRIMARY KEY (school, learner)
) STRICT, WITHOUT ROWID;

-- +goose Down
SELECT 'forward only';
