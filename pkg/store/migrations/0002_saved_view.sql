-- +goose Up
-- A filter somebody gave a name. What is asked for may hold names of people, so it is sealed.
CREATE TABLE saved_view (
  id ID PRIMARY KEY,
  user_id ID NOT NULL,
  body_id ID NOT NULL,
  list TEXT NOT NULL,
  name TEXT NOT NULL,
  sealed BYTES NOT NULL,
  opening SMALLINT NOT NULL,
  created_at INSTANT NOT NULL
);
CREATE INDEX saved_view_user ON saved_view (user_id, list, created_at);
CREATE INDEX saved_view_body ON saved_view (body_id, list, created_at);

-- The few cases many people stand behind: the literals of store's filter.
CREATE INDEX matter_field_crowd ON matter_field (matter_id) WHERE field = 'people_involved' AND value NOT IN ('0', '1', '2', '3', '4');

-- +goose Down
-- There is no way back: restore a backup instead.
SELECT 1;
