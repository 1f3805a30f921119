-- +goose Up
-- Of which sitting's handwritten record a file is a page, and which one: it is read as that record is.
ALTER TABLE file ADD COLUMN session_id ID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE file ADD COLUMN page INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE file DROP COLUMN page;
ALTER TABLE file DROP COLUMN session_id;
