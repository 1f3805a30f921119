-- +goose Up
-- Who opened a case and who took a file of it: one row a person, day and thing, so that a day of work is a line and not hundreds.
-- file_id is the nil UUID where the case itself was opened.
CREATE TABLE matter_seen (
  root_id ID NOT NULL,
  user_id ID NOT NULL,
  body_id ID NOT NULL,
  on_day DAY NOT NULL,
  file_id ID NOT NULL,
  first_at INSTANT NOT NULL,
  last_at INSTANT NOT NULL,
  times INTEGER NOT NULL,
  PRIMARY KEY (root_id, user_id, body_id, on_day, file_id)
);
-- Whole numbers shown, by day and person: the director's list reads no other entry of the day.
CREATE INDEX journal_reveal ON journal_entry (at, actor_id) WHERE act = 'reveal';

-- +goose Down
-- A record of who looked is not thrown away: restore a backup instead.
SELECT 1;
