-- +goose Up

-- Calibration snapshots made by this hub, numbered upwards for ever: answers name them, so no row is ever changed or deleted.
CREATE TABLE calibration (
    number    INTEGER PRIMARY KEY,
    catalogue BLOB    NOT NULL CHECK (length(catalogue) = 32), -- whose items its weights count
    answers   INTEGER NOT NULL, -- in the log when it was made
    body      BLOB    NOT NULL, -- tracing.Snapshot in canonical form
    signature BLOB    NOT NULL  -- Ed25519 of this hub
) STRICT;

-- +goose Down
SELECT 'forward only';
