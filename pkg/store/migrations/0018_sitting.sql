-- +goose Up
-- Sittings that are arranged, the rooms they are held in, and what each of them takes.

CREATE TABLE room (
  id ID PRIMARY KEY,
  body_id ID NOT NULL,
  name TEXT NOT NULL,
  seats INTEGER NOT NULL,
  hours TEXT NOT NULL,
  closed SMALLINT NOT NULL,
  remark TEXT NOT NULL,
  version INTEGER NOT NULL
);
CREATE UNIQUE INDEX room_name ON room (body_id, name);

-- A sitting of a matter; state 'held' is a slot kept while somebody telephones, 'leave' the absence of a mediator: neither is the
-- act of a matter, and a leave has none.
CREATE TABLE sitting (
  id ID PRIMARY KEY,
  root_id ID NOT NULL,
  matter_id ID NOT NULL,
  body_id ID NOT NULL,
  room_id ID NOT NULL,
  place TEXT NOT NULL,
  from_at INSTANT NOT NULL,
  until_at INSTANT NOT NULL,
  mode TEXT NOT NULL,
  state TEXT NOT NULL,
  mediators TEXT NOT NULL,
  expected TEXT NOT NULL,
  interpreter TEXT NOT NULL,
  notice_way TEXT NOT NULL,
  session_id ID NOT NULL,
  by_id ID NOT NULL,
  expires_at INSTANT,
  seq INTEGER NOT NULL
);
CREATE INDEX sitting_matter ON sitting (matter_id, from_at);
CREATE INDEX sitting_root ON sitting (root_id, from_at);
CREATE INDEX sitting_room ON sitting (room_id, from_at);
CREATE INDEX sitting_body ON sitting (body_id, from_at);
CREATE INDEX sitting_from ON sitting (from_at);
CREATE INDEX sitting_held ON sitting (expires_at) WHERE state = 'held';

-- One row for every five minutes of every thing that is taken: room:…, user:…, person:…, interpreter:…. The key is the promise
-- that nothing is taken twice.
CREATE TABLE occupancy (
  resource TEXT NOT NULL,
  slot INTEGER NOT NULL,
  sitting_id ID NOT NULL,
  PRIMARY KEY (resource, slot)
);
CREATE INDEX occupancy_sitting ON occupancy (sitting_id);

-- How a party was told of a sitting, and whether it got there.
CREATE TABLE sitting_notice (
  id ID PRIMARY KEY,
  root_id ID NOT NULL,
  matter_id ID NOT NULL,
  sitting_id ID NOT NULL,
  party_id ID NOT NULL,
  way TEXT NOT NULL,
  at INSTANT NOT NULL,
  reached SMALLINT NOT NULL,
  proof TEXT NOT NULL,
  file_id ID NOT NULL,
  by_id ID NOT NULL,
  seq INTEGER NOT NULL
);
CREATE INDEX sitting_notice_sitting ON sitting_notice (sitting_id, id);
CREATE INDEX sitting_notice_root ON sitting_notice (root_id);

-- What was arranged before stands as a sitting of an hour and a half at the place that was typed. It takes no slot: it may clash,
-- and a database in use must start.
-- only postgres
INSERT INTO sitting (id, root_id, matter_id, body_id, room_id, place, from_at, until_at, mode, state, mediators, expected, interpreter,
  notice_way, session_id, by_id, seq)
SELECT m.id, m.root_id, m.id, m.body_id, '00000000-0000-0000-0000-000000000000', coalesce(p.value, ''), CAST(f.value AS TIMESTAMPTZ),
  CAST(f.value AS TIMESTAMPTZ) + INTERVAL '90 minutes', 'joint', 'planned', '|' || m.handler_id || '|', '|', '', '',
  '00000000-0000-0000-0000-000000000000', m.handler_id, f.seq
FROM matter_field f JOIN matter m ON m.id = f.matter_id LEFT JOIN matter_field p ON p.matter_id = f.matter_id AND p.field = 'place'
WHERE f.field = 'sitting_at' AND f.value <> '' AND m.class = 'live';
-- end
-- only sqlite
INSERT INTO sitting (id, root_id, matter_id, body_id, room_id, place, from_at, until_at, mode, state, mediators, expected, interpreter,
  notice_way, session_id, by_id, seq)
SELECT m.id, m.root_id, m.id, m.body_id, '00000000-0000-0000-0000-000000000000', coalesce(p.value, ''),
  CAST(strftime('%s', substr(f.value, 1, 19)) AS INTEGER) * 1000000, CAST(strftime('%s', substr(f.value, 1, 19)) AS INTEGER) * 1000000 + 5400000000,
  'joint', 'planned', '|' || m.handler_id || '|', '|', '', '', '00000000-0000-0000-0000-000000000000', m.handler_id, f.seq
FROM matter_field f JOIN matter m ON m.id = f.matter_id LEFT JOIN matter_field p ON p.matter_id = f.matter_id AND p.field = 'place'
WHERE f.field = 'sitting_at' AND f.value <> '' AND m.class = 'live';
-- end

-- +goose Down
DROP TABLE sitting_notice;
DROP TABLE occupancy;
DROP TABLE sitting;
DROP TABLE room;
