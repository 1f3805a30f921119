-- +goose Up
-- The pad of numbered slips on which a counter without network takes people down: each number was printed once, and is
-- entered into one case or spoilt.
CREATE TABLE slip (
  id ID PRIMARY KEY,
  body_id ID NOT NULL,
  no INTEGER NOT NULL,
  printed_at INSTANT NOT NULL,
  by_id ID NOT NULL,
  by_name TEXT NOT NULL,
  root_id ID NOT NULL,
  used_at INSTANT,
  used_by TEXT NOT NULL,
  spoilt TEXT NOT NULL
);
CREATE UNIQUE INDEX slip_no ON slip (body_id, no);

-- +goose Down
DROP TABLE slip;
