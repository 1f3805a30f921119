-- +goose Up
-- What recurs is looked for every hour, to be written down a year ahead.
CREATE INDEX item_every ON agreement_item (id) WHERE every <> '';

-- +goose Down
DROP INDEX item_every;
