-- +goose Up
-- Which document a file is, by its name in the catalogue; '' is any other.
ALTER TABLE file ADD COLUMN document TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE file DROP COLUMN document;
