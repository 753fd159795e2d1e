-- +goose Up

-- Segments of ours that go before older ones: they hold erasures and words on wrong exercises only. The list they build on goes along.
CREATE TABLE urgent (
    segment INTEGER PRIMARY KEY
) STRICT;

-- +goose Down
SELECT 'forward only';
