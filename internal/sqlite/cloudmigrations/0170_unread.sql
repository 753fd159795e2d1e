-- +goose Up

-- Whether a kept segment cannot be read yet: receipts do not name it, so that its writers keep what is in it. A segment may wait
-- (for a catalogue to count by) and be readable all the same. What waited before this was signed for already; its hub is asked again.
ALTER TABLE segment ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
UPDATE segment SET unread = 1 WHERE waits IS NOT NULL;

-- +goose Down
SELECT 'forward only';
