-- +goose Up
-- Whether a party was told of a sitting himself or somebody passed it on: only the first counts as served.
ALTER TABLE sitting_notice ADD COLUMN outcome TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE sitting_notice DROP COLUMN outcome;
