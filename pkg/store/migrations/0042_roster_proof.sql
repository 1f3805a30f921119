-- +goose Up
-- The photograph of the sheet on which somebody of a roster signed the text that binds them.
ALTER TABLE roster ADD COLUMN proof_id ID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';

-- +goose Down
ALTER TABLE roster DROP COLUMN proof_id;
