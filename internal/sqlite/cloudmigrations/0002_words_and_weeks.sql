-- +goose Up

-- The newest word of a school's people on a generator version: while it is called wrong, attempts at it are in nobody's sums.
CREATE TABLE generator_word (
    school   INTEGER NOT NULL REFERENCES school (id),
    version  TEXT    NOT NULL, -- as the catalogue names it
    at_tick  INTEGER NOT NULL, -- timestamp and dot of the winning word
    at_count INTEGER NOT NULL,
    dot      BLOB    NOT NULL,
    wrong    INTEGER NOT NULL, -- 1 or 0
    PRIMARY KEY (school, version)
) STRICT, WITHOUT ROWID;

-- Attempts of a school by the week they were given in, by the hub's clock.
CREATE TABLE school_week (
    school   INTEGER NOT NULL REFERENCES school (id),
    week     INTEGER NOT NULL, -- weeks since Monday, 29 December 1969; 0 for a date that is none
    attempts INTEGER NOT NULL,
    PRIMARY KEY (school, week)
) STRICT, WITHOUT ROWID;

-- +goose Down
SELECT 'forward only';
