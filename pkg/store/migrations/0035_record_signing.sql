-- +goose Up
-- What puts a signed record right: it stands beside it, sealed, and is signed in its turn.
CREATE TABLE record_supplement (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL,
  session_id ID NOT NULL,
  no INTEGER NOT NULL,
  on_day DAY NOT NULL,
  author_id ID NOT NULL,
  seq INTEGER NOT NULL,
  sealed BYTES NOT NULL
);
CREATE UNIQUE INDEX record_supplement_no ON record_supplement (session_id, no);
CREATE INDEX record_supplement_matter ON record_supplement (matter_id);

-- That a record, or a supplement to one, was signed or its signed copy filed: when, and the SHA-256 of the text that lay there.
-- From the first such row on the text stays as it is. Who signed and before whom is sealed.
CREATE TABLE record_signing (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL,
  thing_id ID NOT NULL,
  sha256 TEXT NOT NULL,
  on_day DAY NOT NULL,
  filed INTEGER NOT NULL,
  author_id ID NOT NULL,
  seq INTEGER NOT NULL,
  sealed BYTES NOT NULL
);
CREATE INDEX record_signing_thing ON record_signing (thing_id);
CREATE INDEX record_signing_matter ON record_signing (matter_id);

-- +goose Down
DROP TABLE record_signing;
DROP TABLE record_supplement;
