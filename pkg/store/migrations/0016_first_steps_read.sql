-- +goose Up
-- Which first steps are done is read from what was done, each time.
ALTER TABLE first_look DROP COLUMN steps;

-- +goose Down
ALTER TABLE first_look ADD COLUMN steps TEXT NOT NULL DEFAULT '';
