-- +goose Up
-- How a record that nobody had signed read before it was written anew, and why a page of one was photographed again: the words
-- are sealed as those of the record are.
CREATE TABLE record_revision (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL,
  session_id ID NOT NULL,
  file_id ID NOT NULL,
  on_day DAY NOT NULL,
  author_id ID NOT NULL,
  seq INTEGER NOT NULL,
  sealed BYTES NOT NULL
);
CREATE INDEX record_revision_matter ON record_revision (matter_id);

-- +goose Down
DROP TABLE record_revision;
