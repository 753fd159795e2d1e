-- +goose Up

-- Whole directories that others gave us and that went another way than ours: of this hub, after an older copy of it was restored
-- and the cloud holds what was cut since; of sisters, after the same happened to them. Newest last, a few per hub and audience.
CREATE TABLE directory_learned (
    id       INTEGER PRIMARY KEY,
    hub      BLOB    NOT NULL,
    audience INTEGER NOT NULL,
    body     BLOB    NOT NULL -- wire.Directory in canonical form
) STRICT;

-- Epochs in which another copy of this hub wrote: what an older copy lost, or a clone that is still at work.
CREATE TABLE other_copy (
    epoch    INTEGER PRIMARY KEY,
    segments INTEGER NOT NULL, -- that came back so far
    since    INTEGER NOT NULL, -- tick of the first one's arrival
    live     INTEGER NOT NULL  -- 1 when one came although we had had all there was: somebody else goes on in our name
) STRICT;

-- +goose Down
SELECT 'forward only';
