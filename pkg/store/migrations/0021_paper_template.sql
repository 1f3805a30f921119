-- +goose Up
-- A site's own templates of papers. A row is a version and never becomes another text: only whether it is in force changes, and
-- of a paper at most one is; without one the program's own fills it.
CREATE TABLE paper_template (
  id ID PRIMARY KEY,
  paper TEXT NOT NULL,
  no INTEGER NOT NULL,
  name TEXT NOT NULL,
  content BYTES NOT NULL,
  sha256 TEXT NOT NULL,
  state TEXT NOT NULL,
  by_id ID NOT NULL,
  by_name TEXT NOT NULL,
  at INSTANT NOT NULL,
  UNIQUE (paper, no)
);
CREATE UNIQUE INDEX paper_template_force ON paper_template (paper) WHERE state = 'force';

-- +goose Down
DROP TABLE paper_template;
