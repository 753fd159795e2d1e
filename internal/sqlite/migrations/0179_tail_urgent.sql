-- +goose Up
-- What must not wait is asked for before every cut, and hardly ever there is any; without this each cut reads the whole tail.
CREATE INDEX tail_urgent ON tail (audience) WHERE kind IN (8, 9);

-- +goose Down
SELECT 'forward only';
