-- +goose Up
-- The random check of what was taken down on the spot: every draw with its seed, so that anybody can draw it again.
CREATE TABLE sample_draw (
  id ID PRIMARY KEY,
  centre_id ID NOT NULL,
  week DAY NOT NULL,
  seed TEXT NOT NULL,
  among INTEGER NOT NULL,
  drawn INTEGER NOT NULL,
  at INSTANT NOT NULL
);
CREATE UNIQUE INDEX sample_draw_once ON sample_draw (centre_id, week);
CREATE INDEX matter_field_spot ON matter_field (matter_id) WHERE field = 'on_the_spot';

-- +goose Down
DROP INDEX matter_field_spot;
DROP TABLE sample_draw;
