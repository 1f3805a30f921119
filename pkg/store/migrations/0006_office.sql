-- +goose Up
-- What the administration leaves: who changed which table of the office, the calendar years that were loaded, tables that wait to
-- be confirmed, checks of the journal, and when the program's own jobs last ran.

-- No matter, so no journal: written in the same transaction as the change itself, and never rewritten.
CREATE TABLE office_log (
  id ID PRIMARY KEY,
  at INSTANT NOT NULL,
  actor_id ID NOT NULL,
  actor_name TEXT NOT NULL,
  membership_id ID NOT NULL,
  act TEXT NOT NULL,
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  title TEXT NOT NULL,
  changes DOC NOT NULL
);
CREATE INDEX office_log_kind ON office_log (kind, id);
CREATE INDEX office_log_about ON office_log (about, id);

-- The latest row of a year is in force. no counts all rows: two confirmations of the same state cannot both get the next one.
CREATE TABLE calendar_year (
  id ID PRIMARY KEY,
  no INTEGER NOT NULL UNIQUE,
  year INTEGER NOT NULL,
  text DOC NOT NULL,
  sha TEXT NOT NULL,
  loaded_at INSTANT NOT NULL,
  loaded_by ID NOT NULL,
  loaded_name TEXT NOT NULL,
  moved INTEGER NOT NULL,
  walked_at INSTANT
);

-- What was uploaded and waits until somebody has read its preview.
CREATE TABLE office_upload (
  id ID PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  text DOC NOT NULL,
  owner_id ID NOT NULL,
  at INSTANT NOT NULL
);
CREATE INDEX office_upload_at ON office_upload (at);

-- A long look at the database that somebody asked for.
CREATE TABLE office_check (
  id ID PRIMARY KEY,
  asked_by ID NOT NULL,
  asked_name TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at INSTANT NOT NULL,
  seen_at INSTANT NOT NULL,
  ended_at INSTANT,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  result DOC NOT NULL
);
CREATE UNIQUE INDEX office_check_one ON office_check (state) WHERE state = 'running';

CREATE TABLE task_run (
  name TEXT PRIMARY KEY,
  server TEXT NOT NULL,
  ran_at INSTANT NOT NULL,
  fine_at INSTANT,
  count INTEGER NOT NULL,
  fault TEXT NOT NULL
);

-- +goose Down
DROP TABLE task_run;
DROP TABLE office_check;
DROP TABLE office_upload;
DROP TABLE calendar_year;
DROP TABLE office_log;
