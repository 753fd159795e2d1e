-- +goose Up

-- Learners whom their school erased. They are in no learner's sums any more, whatever arrives later.
CREATE TABLE erased (
    school INTEGER NOT NULL REFERENCES school (id),
    handle BLOB    NOT NULL CHECK (length(handle) = 16),
    PRIMARY KEY (school, handle)
) STRICT, WITHOUT ROWID;

-- +goose Down
SELECT 'forward only';
