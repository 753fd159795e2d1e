-- +goose Up

-- CRC-32C of the op: no signature covers it before its segment is cut. NULL for what an older program wrote.
ALTER TABLE tail ADD COLUMN sum INTEGER;

-- Tick at which it was refused, 0 for what an older program wrote.
ALTER TABLE refused ADD COLUMN at INTEGER NOT NULL DEFAULT 0;

-- Each time a damaged store was set aside and this one built from what could be read of it.
CREATE TABLE repair (
    id       INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL, -- tick
    file     TEXT    NOT NULL, -- where the damaged file lies, untouched
    causes   TEXT    NOT NULL, -- what was found, as a JSON list
    segments INTEGER NOT NULL, -- that were saved
    ops      INTEGER NOT NULL, -- that were saved from the tail
    bad      INTEGER NOT NULL  -- rows that could be read and not believed
) STRICT;

-- +goose Down
SELECT 'forward only';
