-- +goose Up
-- Which supplement a further page of a record came with, and by which better photograph a page that could not be read was
-- replaced: the old one stays.
ALTER TABLE file ADD COLUMN supplement_id ID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE file ADD COLUMN replaced_by_id ID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';

-- +goose Down
ALTER TABLE file DROP COLUMN replaced_by_id;
ALTER TABLE file DROP COLUMN supplement_id;
