-- +goose Up
-- What waits is asked for with every receipt, and hardly ever there is any.
CREATE INDEX segment_waiting ON segment (hub, audience) WHERE waits IS NOT NULL;

-- +goose Down
SELECT 'forward only';
