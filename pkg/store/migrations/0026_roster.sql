-- +goose Up
-- Who stands behind the name of one party: one row each, beside the party row that holds who they are. What is noted of
-- somebody is sealed.
CREATE TABLE roster (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  side_id ID NOT NULL,
  no INTEGER NOT NULL,
  claim TEXT NOT NULL,
  amount BIGINT NOT NULL,
  agreed BIGINT NOT NULL,
  result TEXT NOT NULL,
  road TEXT NOT NULL,
  reason TEXT NOT NULL,
  speaks SMALLINT NOT NULL,
  authority TEXT NOT NULL,
  elected_on DAY,
  text_id ID NOT NULL,
  bound_on DAY,
  signed_on DAY,
  signed_way TEXT NOT NULL,
  signer TEXT NOT NULL,
  sealed BYTES NOT NULL,
  version INTEGER NOT NULL,
  seq INTEGER NOT NULL
);
CREATE UNIQUE INDEX roster_no ON roster (root_id, side_id, no);

-- The clause of which an obligation is one person's share.
ALTER TABLE agreement_item ADD COLUMN share_of ID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';

-- +goose Down
ALTER TABLE agreement_item DROP COLUMN share_of;
DROP TABLE roster;
