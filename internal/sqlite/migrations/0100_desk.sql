-- +goose Up

-- The hub's own desk: what must survive a restart and never leaves this machine. It is not derived from the log.

-- Wrong sign-ins per account, so that a restart forgives nothing.
CREATE TABLE tries (
    account TEXT    NOT NULL PRIMARY KEY, -- learner or teacher, and the id
    day     INTEGER NOT NULL,             -- since 1970, by the hub's clock
    today   INTEGER NOT NULL,             -- wrong ones on that day
    row     INTEGER NOT NULL              -- wrong ones since the last right one
) STRICT, WITHOUT ROWID;

-- A device signed a learner in; the session op that follows may name it once.
CREATE TABLE signin_grant (
    device    INTEGER NOT NULL,
    learner   BLOB    NOT NULL CHECK (length(learner) = 16),
    assurance INTEGER NOT NULL,
    session   TEXT,                       -- key of the session that used it, NULL before
    PRIMARY KEY (device, learner)
) STRICT, WITHOUT ROWID;

-- The last plan issued for each learner, so that numbers grow exactly when a plan says something new.
CREATE TABLE issued_plan (
    learner BLOB    NOT NULL PRIMARY KEY CHECK (length(learner) = 16),
    number  INTEGER NOT NULL,
    basis   BLOB    NOT NULL CHECK (length(basis) = 32), -- of decisions, calibration and catalogue
    since   INTEGER NOT NULL,                            -- number of the first plan with that basis
    digest  INTEGER NOT NULL                             -- of the learner state it carried, as two's complement
) STRICT, WITHOUT ROWID;

-- One key per learner, sealed under the hub's secret, which lies in a file beside the database. Erasure deletes the row.
CREATE TABLE learner_key (
    learner BLOB NOT NULL PRIMARY KEY CHECK (length(learner) = 16),
    sealed  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Teachers' sessions by the SHA-256 of their token; the token itself is in the browser alone.
CREATE TABLE teacher_session (
    token   BLOB    NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    teacher BLOB    NOT NULL CHECK (length(teacher) = 16),
    boot    INTEGER NOT NULL, -- which start of the hub it was last used in
    mono    INTEGER NOT NULL  -- ticks into that run
) STRICT, WITHOUT ROWID;

-- +goose Down
SELECT 'forward only';
