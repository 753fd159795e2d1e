-- +goose Up

-- Segments that wait for a catalogue to be counted by and can be read all the same: receipts name them. Others that wait are not named, so
-- that their writers keep what is in them. What waited before this was signed for already; its hub is asked again.
CREATE TABLE readable (
    segment INTEGER PRIMARY KEY
) STRICT;

-- +goose Down
SELECT 'forward only';
