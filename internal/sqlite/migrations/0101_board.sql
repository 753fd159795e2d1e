-- +goose Up
-- A board now holds the newest answers one by one. Rows are folds of the log: a catalogue that no row can be of makes the next start fold them anew.
UPDATE learner SET catalogue = zeroblob(32);

-- +goose Down
SELECT 'forward only';
