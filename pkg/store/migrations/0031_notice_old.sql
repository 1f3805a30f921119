-- +goose Up
-- What nobody has read for a year is forgotten without reading what is new.
CREATE INDEX notice_old ON notice (at) WHERE read_at IS NULL;

-- +goose Down
DROP INDEX notice_old;
