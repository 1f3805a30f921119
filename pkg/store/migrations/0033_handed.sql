-- +goose Up
-- The register of what went out of the house: papers that were handed to the parties, volumes that were lent and came back. A
-- line is never rewritten: one that is wrong is struck by a line of its own, which names it and says why.
CREATE TABLE handed (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL REFERENCES matter (id),
  no INTEGER NOT NULL,
  kind TEXT NOT NULL,
  of_no INTEGER NOT NULL,
  paper TEXT NOT NULL,
  title TEXT NOT NULL,
  copies INTEGER NOT NULL,
  party_id ID NOT NULL,
  taker TEXT NOT NULL,
  authority TEXT NOT NULL,
  way TEXT NOT NULL,
  proof TEXT NOT NULL,
  file_id ID NOT NULL,
  on_day DAY NOT NULL,
  due_on DAY,
  at INSTANT NOT NULL,
  by_id ID NOT NULL,
  by_name TEXT NOT NULL,
  seq INTEGER NOT NULL
);
CREATE UNIQUE INDEX handed_no ON handed (root_id, no);
CREATE INDEX handed_lent ON handed (id) WHERE kind = 'lent';

-- +goose Down
DROP TABLE handed;
