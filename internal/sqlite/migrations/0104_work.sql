-- +goose Up
-- A board now tells how long answers took and what was worked at over all sittings. As in 0101, the next start folds every row anew.
UPDATE learner SET catalogue = zeroblob(32);

-- +goose Down
SELECT 'forward only';
