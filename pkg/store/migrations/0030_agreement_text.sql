-- +goose Up
-- Every text of an agreement as it was saved: who wrote it down, when and by which act, its SHA-256, and the whole of it, sealed.
-- force_on is the day on which this very text came into force.
CREATE TABLE agreement_text (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL REFERENCES matter (id),
  no INTEGER NOT NULL,
  act TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  author_id ID NOT NULL,
  author_name TEXT NOT NULL,
  at INSTANT NOT NULL,
  seq INTEGER NOT NULL,
  force_on DAY,
  sealed BYTES NOT NULL
);
CREATE UNIQUE INDEX agreement_text_no ON agreement_text (matter_id, no);

-- +goose Down
DROP TABLE agreement_text;
