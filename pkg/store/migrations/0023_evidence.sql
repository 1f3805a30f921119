-- +goose Up
-- What the parties hand in for what they say: one row each, numbered through the case. What it weighs is sealed like the
-- record of a sitting.
CREATE TABLE evidence (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL REFERENCES matter (id),
  no INTEGER NOT NULL,
  party_id ID NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  proves TEXT NOT NULL,
  form TEXT NOT NULL,
  pages INTEGER NOT NULL,
  given_on DAY NOT NULL,
  read TEXT NOT NULL,
  returned_on DAY,
  returned_to TEXT NOT NULL,
  receipt_id ID NOT NULL,
  withdrawn TEXT NOT NULL,
  sealed BYTES NOT NULL,
  author_id ID NOT NULL,
  seq INTEGER NOT NULL
);
CREATE UNIQUE INDEX evidence_no ON evidence (root_id, no);

-- Which piece of evidence a file shows, and whether its content was looked at for viruses ('' where nobody looks).
ALTER TABLE file ADD COLUMN evidence_id ID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE file ADD COLUMN scan TEXT NOT NULL DEFAULT '';
CREATE INDEX file_evidence ON file (evidence_id) WHERE evidence_id <> '00000000-0000-0000-0000-000000000000';
CREATE INDEX file_scan ON file (created_at) WHERE scan = 'waits';

-- +goose Down
DROP INDEX file_scan;
DROP INDEX file_evidence;
ALTER TABLE file DROP COLUMN scan;
ALTER TABLE file DROP COLUMN evidence_id;
DROP TABLE evidence;
