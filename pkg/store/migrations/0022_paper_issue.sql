-- +goose Up
-- Papers that were issued under a number of their own: one series for a body, a kind of paper and a year.
CREATE TABLE paper_issue (
  id ID PRIMARY KEY,
  root_id ID NOT NULL,
  matter_id ID NOT NULL,
  seq INTEGER NOT NULL,
  paper TEXT NOT NULL,
  body_id ID NOT NULL,
  year INTEGER NOT NULL,
  no INTEGER NOT NULL,
  number TEXT NOT NULL,
  on_day DAY NOT NULL,
  at INSTANT NOT NULL,
  by_id ID NOT NULL,
  by_name TEXT NOT NULL,
  UNIQUE (body_id, paper, year, no)
);
CREATE INDEX paper_issue_matter ON paper_issue (matter_id);

-- +goose Down
DROP TABLE paper_issue;
