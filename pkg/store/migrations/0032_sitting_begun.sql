-- +goose Up
-- When a sitting began, and sealed like its record who came to it and with whom; the second room of sides that sit apart; the
-- letter by which one is let into a detention house.
ALTER TABLE sitting ADD COLUMN started_at INSTANT;
ALTER TABLE sitting ADD COLUMN other_room_id ID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE sitting ADD COLUMN letter TEXT NOT NULL DEFAULT '';
ALTER TABLE sitting ADD COLUMN sealed BYTES;

-- +goose Down
ALTER TABLE sitting DROP COLUMN sealed;
ALTER TABLE sitting DROP COLUMN letter;
ALTER TABLE sitting DROP COLUMN other_room_id;
ALTER TABLE sitting DROP COLUMN started_at;
