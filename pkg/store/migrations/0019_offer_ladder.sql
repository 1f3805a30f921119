-- +goose Up
-- Who may read what was said in confidence: who wrote it, who mediated then, and whom one of them handed it to.
CREATE TABLE confidant (
  thing_id ID NOT NULL,
  user_id ID NOT NULL,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL,
  from_id ID NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (thing_id, user_id)
);
CREATE INDEX confidant_matter ON confidant (matter_id);

-- Before, whoever was in charge read every note of the matter: what they could read they still can, who comes after cannot.
INSERT INTO confidant (thing_id, user_id, root_id, matter_id, from_id, seq)
SELECT s.id, s.author_id, s.root_id, s.matter_id, CAST('00000000-0000-0000-0000-000000000000' AS ID), s.seq FROM session s WHERE s.mode = 'caucus'
UNION
SELECT s.id, m.handler_id, s.root_id, s.matter_id, CAST('00000000-0000-0000-0000-000000000000' AS ID), s.seq FROM session s
JOIN matter m ON m.id = s.matter_id WHERE s.mode = 'caucus' AND m.handler_id <> '00000000-0000-0000-0000-000000000000'
UNION
SELECT s.id, p.user_id, s.root_id, s.matter_id, CAST('00000000-0000-0000-0000-000000000000' AS ID), s.seq FROM session s
JOIN matter_participant p ON p.matter_id = s.matter_id AND p.role = 'co_mediator' AND p.user_id <> '00000000-0000-0000-0000-000000000000'
WHERE s.mode = 'caucus';

-- That a party let one note, or one offer, out: who agreed, on what day and how.
CREATE TABLE disclosure (
  thing_id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL,
  party_id ID NOT NULL,
  on_day DAY NOT NULL,
  way TEXT NOT NULL,
  author_id ID NOT NULL,
  seq INTEGER NOT NULL
);
CREATE INDEX disclosure_matter ON disclosure (matter_id);

-- How a party answered an offer, or took it back: who, on what day, how, and the words, sealed.
CREATE TABLE offer_reply (
  id ID PRIMARY KEY,
  offer_id ID NOT NULL,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL,
  party_id ID NOT NULL,
  on_day DAY NOT NULL,
  way TEXT NOT NULL,
  state TEXT NOT NULL,
  sealed BYTES NOT NULL,
  author_id ID NOT NULL,
  seq INTEGER NOT NULL
);
CREATE INDEX offer_reply_matter ON offer_reply (matter_id);

-- The accepted offer that a clause is made of.
ALTER TABLE agreement_item ADD COLUMN offer_id ID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';

-- +goose Down
ALTER TABLE agreement_item DROP COLUMN offer_id;
DROP TABLE offer_reply;
DROP TABLE disclosure;
DROP TABLE confidant;
