-- +goose Up
-- A site's own model clauses. A row is a version and never says another thing: only whether it is in force changes, and of a
-- clause at most one is. Without one the program's own is offered; one without a text takes the program's own out of use.
CREATE TABLE clause (
  id ID PRIMARY KEY,
  code TEXT NOT NULL,
  no INTEGER NOT NULL,
  sort TEXT NOT NULL,
  title TEXT NOT NULL,
  categories TEXT NOT NULL,
  kind TEXT NOT NULL,
  words TEXT NOT NULL,
  state TEXT NOT NULL,
  by_id ID NOT NULL,
  by_name TEXT NOT NULL,
  at INSTANT NOT NULL,
  UNIQUE (code, no)
);
CREATE UNIQUE INDEX clause_force ON clause (code) WHERE state = 'force';

-- +goose Down
DROP TABLE clause;
