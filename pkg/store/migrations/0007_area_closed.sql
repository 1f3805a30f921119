-- +goose Up
-- A place that is no longer used stays: matters carry the way to it. It is only offered to nobody any more.
ALTER TABLE area ADD COLUMN closed SMALLINT NOT NULL DEFAULT 0;

-- What stands in for a lost second factor, each once. Only hashes are kept.
CREATE TABLE recovery_code (
  user_id ID NOT NULL,
  hash BYTES NOT NULL,
  made_at INSTANT NOT NULL,
  used_at INSTANT,
  PRIMARY KEY (user_id, hash)
);

-- +goose Down
DROP TABLE recovery_code;
ALTER TABLE area DROP COLUMN closed;
