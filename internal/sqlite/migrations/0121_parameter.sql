-- +goose Up

-- Parameter packs that somebody brought: what other hubs learned of the same content. The newest of each issuer; the one that arrived last over the
-- current catalogue is what calibrations begin with.
CREATE TABLE parameter (
    issuer    BLOB    NOT NULL PRIMARY KEY CHECK (length(issuer) = 16),
    serial    INTEGER NOT NULL, -- the issuer's own, which grows
    catalogue BLOB    NOT NULL CHECK (length(catalogue) = 32),
    arrived   INTEGER NOT NULL, -- order of arrival, from 1
    key       BLOB    NOT NULL CHECK (length(key) = 32), -- Ed25519: what a cloud, or the person who brought it, vouched for
    body      BLOB    NOT NULL  -- calibration.Pack as it was sealed
) STRICT, WITHOUT ROWID;

-- +goose Down
SELECT 'forward only';
