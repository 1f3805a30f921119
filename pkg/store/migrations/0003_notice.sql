-- +goose Up
-- What somebody is told of: one act tells one person of one thing once, so person and source are the key.
CREATE TABLE notice (
  user_id ID NOT NULL,
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  matter_id ID NOT NULL,
  act TEXT NOT NULL,
  at INSTANT NOT NULL,
  read_at INSTANT,
  PRIMARY KEY (user_id, source)
);
CREATE INDEX notice_unread ON notice (user_id, at) WHERE read_at IS NULL;
CREATE INDEX notice_person ON notice (user_id, at, source);
CREATE INDEX notice_read ON notice (read_at) WHERE read_at IS NOT NULL;

-- Who has looked round and put the first steps away.
CREATE TABLE first_look (
  user_id ID PRIMARY KEY,
  shut SMALLINT NOT NULL,
  steps TEXT NOT NULL,
  at INSTANT NOT NULL
);

-- The day's sittings and the contacts that are due, without reading what is open.
CREATE INDEX field_when ON matter_field (field, value) WHERE field IN ('sitting_at', 'next_on');

-- +goose Down
-- Goes with the first migration.
SELECT 1;
