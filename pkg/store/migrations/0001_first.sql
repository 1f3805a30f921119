-- +goose Up
-- INSTANT, DAY, ID, BYTES and DOC are replaced per dialect (engine rule T9):
-- PostgreSQL timestamptz, date, uuid, bytea, text; SQLite INTEGER (microseconds), TEXT, TEXT, BLOB, TEXT.
-- An absent reference is the nil UUID, an absent word is '', so that predicates stay two-valued.
-- Released migrations are never edited.

CREATE TABLE area (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  level_key TEXT NOT NULL,
  level SMALLINT NOT NULL,
  parent_id TEXT NOT NULL,
  a1 TEXT NOT NULL, a2 TEXT NOT NULL, a3 TEXT NOT NULL, a4 TEXT NOT NULL, a5 TEXT NOT NULL
);
CREATE INDEX area_parent ON area (parent_id, id);

CREATE TABLE body (
  id ID PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  number_name TEXT NOT NULL,
  area_id TEXT NOT NULL,
  level SMALLINT NOT NULL,
  parent_id ID NOT NULL,
  categories TEXT NOT NULL,
  phone TEXT NOT NULL,
  address TEXT NOT NULL,
  active SMALLINT NOT NULL,
  version INTEGER NOT NULL
);
CREATE INDEX body_kind_area ON body (kind, area_id);
CREATE INDEX body_parent ON body (parent_id);
-- Each body counts its own document numbers: under one name two would give out the same.
CREATE UNIQUE INDEX body_number_name ON body (number_name) WHERE number_name <> '';

CREATE TABLE user_account (
  id ID PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  totp_secret TEXT NOT NULL,
  totp_step BIGINT NOT NULL,
  active SMALLINT NOT NULL,
  version INTEGER NOT NULL,
  created_at INSTANT NOT NULL
);

CREATE TABLE membership (
  id ID PRIMARY KEY,
  user_id ID NOT NULL,
  body_id ID NOT NULL,
  roles TEXT NOT NULL,
  grid_id ID NOT NULL,
  active SMALLINT NOT NULL,
  since INSTANT NOT NULL,
  until INSTANT NOT NULL
);
CREATE INDEX membership_user ON membership (user_id);
CREATE INDEX membership_body ON membership (body_id);

-- Signed-in sessions: only the hash of the token is kept.
CREATE TABLE login (
  token_hash BYTES PRIMARY KEY,
  user_id ID NOT NULL,
  user_version INTEGER NOT NULL,
  membership_id ID NOT NULL,
  kind TEXT NOT NULL,
  created_at INSTANT NOT NULL,
  seen_at INSTANT NOT NULL,
  expires_at INSTANT NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL
);
CREATE INDEX login_user ON login (user_id);
CREATE INDEX login_expiry ON login (expires_at);

-- Failed sign-ins, by account and by address, shared by all replicas.
CREATE TABLE login_failure (
  subject TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  since INSTANT NOT NULL,
  next_at INSTANT NOT NULL
);

-- Web drafts: user + form + matter; listed on /home, kept 30 days.
CREATE TABLE draft (
  id ID PRIMARY KEY,
  user_id ID NOT NULL,
  form TEXT NOT NULL,
  matter_id ID NOT NULL,
  title TEXT NOT NULL,
  sealed BYTES NOT NULL,
  saved_at INSTANT NOT NULL,
  expires_at INSTANT NOT NULL,
  UNIQUE (user_id, form, matter_id)
);

CREATE TABLE matter (
  id ID PRIMARY KEY,
  root_id ID NOT NULL,
  parent_id ID NOT NULL,
  kind TEXT NOT NULL,
  workflow TEXT NOT NULL,
  workflow_version INTEGER NOT NULL,
  state TEXT NOT NULL,
  state_since INSTANT NOT NULL,
  state_on DAY NOT NULL,
  return_state TEXT NOT NULL,
  class TEXT NOT NULL,
  live SMALLINT NOT NULL,
  version INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  last_hash BYTES,
  number TEXT NOT NULL,
  title TEXT NOT NULL,
  public_title TEXT NOT NULL,
  centre_id ID NOT NULL,
  body_id ID NOT NULL,
  offered_body_id ID NOT NULL,
  review_body_id ID NOT NULL,
  handler_id ID NOT NULL,
  owner_id ID NOT NULL,
  registered_by_id ID NOT NULL,
  registered_body_id ID NOT NULL,
  area_id TEXT NOT NULL,
  a1 TEXT NOT NULL, a2 TEXT NOT NULL, a3 TEXT NOT NULL, a4 TEXT NOT NULL, a5 TEXT NOT NULL,
  grid_id ID NOT NULL,
  level SMALLINT NOT NULL,
  category TEXT NOT NULL,
  channel TEXT NOT NULL,
  risk SMALLINT NOT NULL,
  urgency TEXT NOT NULL,
  sealed SMALLINT NOT NULL,
  "primary" SMALLINT NOT NULL,
  round SMALLINT NOT NULL,
  result TEXT NOT NULL,
  opened_at INSTANT NOT NULL,
  changed_at INSTANT NOT NULL,
  due_at INSTANT NOT NULL,
  closed_at INSTANT,
  archived_at INSTANT,
  import_id ID NOT NULL
);
CREATE INDEX matter_root ON matter (root_id, id);
CREATE UNIQUE INDEX matter_one_primary ON matter (root_id) WHERE "primary" = 1 AND live = 1 AND id <> root_id;
CREATE UNIQUE INDEX matter_number ON matter (number) WHERE number <> '';
CREATE INDEX matter_body_due ON matter (body_id, due_at, id) WHERE class <> 'done';
CREATE INDEX matter_handler_due ON matter (handler_id, due_at, id) WHERE class <> 'done';
CREATE INDEX matter_centre_due ON matter (centre_id, due_at, id) WHERE class <> 'done';
CREATE INDEX matter_offered_due ON matter (offered_body_id, due_at, id) WHERE class <> 'done';
CREATE INDEX matter_owner_due ON matter (owner_id, due_at, id) WHERE class <> 'done';
CREATE INDEX matter_county_due ON matter (a3, due_at, id) WHERE class <> 'done';
CREATE INDEX matter_town_due ON matter (a4, due_at, id) WHERE class <> 'done';
CREATE INDEX matter_village_due ON matter (a5, due_at, id) WHERE class <> 'done';
CREATE INDEX matter_city_due ON matter (a2, due_at, id) WHERE class <> 'done';
CREATE INDEX matter_registered ON matter (registered_by_id, due_at, id) WHERE class <> 'done';
-- What is done stands in indexes of its own, which no step of an open matter writes to.
CREATE INDEX matter_county_done ON matter (a3, due_at, id) WHERE class = 'done';
CREATE INDEX matter_town_done ON matter (a4, due_at, id) WHERE class = 'done';
CREATE INDEX matter_village_done ON matter (a5, due_at, id) WHERE class = 'done';
CREATE INDEX matter_city_done ON matter (a2, due_at, id) WHERE class = 'done';
CREATE INDEX matter_registered_done ON matter (registered_by_id, due_at, id) WHERE class = 'done';
CREATE INDEX matter_handler_opened ON matter (handler_id, opened_at, id);
CREATE INDEX matter_parent ON matter (parent_id, id);
CREATE INDEX matter_state_due ON matter (state, due_at, id);
CREATE INDEX matter_body_changed ON matter (body_id, changed_at, id);
CREATE INDEX matter_centre_changed ON matter (centre_id, changed_at, id);
CREATE INDEX matter_centre_opened ON matter (centre_id, opened_at, id);
CREATE INDEX matter_opened ON matter (opened_at, id);

CREATE TABLE matter_card (
  root_id ID PRIMARY KEY REFERENCES matter (id),
  parties_text TEXT NOT NULL,
  next_sitting_at INSTANT,
  amount BIGINT NOT NULL,
  satisfaction SMALLINT NOT NULL
);

CREATE TABLE matter_participant (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL,
  user_id ID NOT NULL,
  body_id ID NOT NULL,
  role TEXT NOT NULL,
  since INSTANT NOT NULL,
  until INSTANT NOT NULL
);
CREATE INDEX participant_root ON matter_participant (root_id);
CREATE INDEX participant_user ON matter_participant (user_id, root_id);
CREATE INDEX participant_body ON matter_participant (body_id, root_id);

CREATE TABLE matter_field (
  matter_id ID NOT NULL REFERENCES matter (id),
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (matter_id, field)
);

CREATE TABLE matter_link (
  id ID PRIMARY KEY,
  from_id ID NOT NULL,
  to_id ID NOT NULL,
  kind TEXT NOT NULL,
  since INSTANT NOT NULL,
  until INSTANT NOT NULL
);
CREATE INDEX link_from ON matter_link (from_id);
CREATE INDEX link_to ON matter_link (to_id);

CREATE TABLE recusal (
  id ID PRIMARY KEY,
  root_id ID NOT NULL,
  user_id ID NOT NULL,
  body_id ID NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INSTANT NOT NULL
);
CREATE INDEX recusal_root ON recusal (root_id);
CREATE INDEX recusal_user ON recusal (user_id, root_id);

CREATE TABLE quality_sample (
  id ID PRIMARY KEY,
  matter_id ID NOT NULL,
  user_id ID NOT NULL,
  open SMALLINT NOT NULL
);
CREATE INDEX sample_matter ON quality_sample (matter_id, user_id);

-- Personal numbers, phones and addresses are in `sealed`; the hashes find them.
CREATE TABLE party (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  seq INTEGER NOT NULL,
  role TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  doc DOC NOT NULL,
  sealed BYTES NOT NULL,
  id_hash BYTES,
  id_tail_hash BYTES,
  phone_hash BYTES,
  phone_tail_hash BYTES,
  code_hash BYTES,
  pin_hash BYTES,
  ended_on DAY
);
CREATE INDEX party_root ON party (root_id, seq);
CREATE INDEX party_id ON party (id_hash);
CREATE INDEX party_id_tail ON party (id_tail_hash);
CREATE INDEX party_phone ON party (phone_hash);
CREATE INDEX party_phone_tail ON party (phone_tail_hash);
CREATE INDEX party_name ON party (name);
CREATE UNIQUE INDEX party_code ON party (code_hash) WHERE code_hash IS NOT NULL;

CREATE TABLE party_outcome (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL,
  party_id ID NOT NULL,
  result TEXT NOT NULL,
  item_id ID NOT NULL,
  on_day DAY NOT NULL,
  seq INTEGER NOT NULL
);
CREATE INDEX outcome_root ON party_outcome (root_id);

CREATE TABLE agreement_item (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL,
  seq INTEGER NOT NULL,
  text_version INTEGER NOT NULL,
  debtor_id ID NOT NULL,
  creditor_id ID NOT NULL,
  payer TEXT NOT NULL,
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  amount_kind TEXT NOT NULL,
  amount BIGINT NOT NULL,
  share TEXT NOT NULL,
  due_on DAY,
  until_on DAY,
  every TEXT NOT NULL,
  paid_now SMALLINT NOT NULL,
  template_id ID NOT NULL,
  obligation_id ID NOT NULL,
  active SMALLINT NOT NULL
);
CREATE INDEX item_root ON agreement_item (root_id);

CREATE TABLE session (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL,
  no INTEGER NOT NULL,
  mode TEXT NOT NULL,
  side ID NOT NULL,
  on_day DAY NOT NULL,
  place TEXT NOT NULL,
  present TEXT NOT NULL,
  result TEXT NOT NULL,
  sealed BYTES NOT NULL,
  author_id ID NOT NULL,
  released SMALLINT NOT NULL,
  seq INTEGER NOT NULL
);
CREATE INDEX session_matter ON session (matter_id, no);

CREATE TABLE offer (
  id ID PRIMARY KEY,
  root_id ID NOT NULL REFERENCES matter (id),
  matter_id ID NOT NULL,
  party_id ID NOT NULL,
  answers ID NOT NULL,
  on_day DAY NOT NULL,
  amount BIGINT NOT NULL,
  sealed BYTES NOT NULL,
  state TEXT NOT NULL,
  author_id ID NOT NULL,
  released SMALLINT NOT NULL,
  seq INTEGER NOT NULL
);
CREATE INDEX offer_matter ON offer (matter_id);

CREATE TABLE file (
  id ID PRIMARY KEY,
  root_id ID NOT NULL,
  matter_id ID NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  type TEXT NOT NULL,
  read TEXT NOT NULL,
  owner_id ID NOT NULL,
  created_at INSTANT NOT NULL,
  detached SMALLINT NOT NULL
);
CREATE INDEX file_matter ON file (matter_id);
CREATE INDEX file_content ON file (sha256);
CREATE INDEX file_unused ON file (created_at) WHERE matter_id = '00000000-0000-0000-0000-000000000000';

CREATE TABLE deadline (
  id ID PRIMARY KEY,
  matter_id ID NOT NULL REFERENCES matter (id),
  root_id ID NOT NULL,
  rule_id TEXT NOT NULL,
  family TEXT NOT NULL,
  rule_sha TEXT NOT NULL,
  class TEXT NOT NULL,
  owner_body_id ID NOT NULL,
  owner_party_id ID NOT NULL,
  anchor_on DAY,
  anchor_at INSTANT,
  anchor_kind TEXT NOT NULL,
  anchor_seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  unit TEXT NOT NULL,
  direction TEXT NOT NULL,
  state TEXT NOT NULL,
  due_on DAY,
  target_on DAY,
  due_at INSTANT NOT NULL,
  fires_at INSTANT NOT NULL,
  fires_kind TEXT NOT NULL,
  warned INTEGER NOT NULL,
  met_on DAY,
  met_seq INTEGER NOT NULL,
  provisional SMALLINT NOT NULL,
  calendar_sha TEXT NOT NULL,
  explain DOC NOT NULL,
  started_seq INTEGER NOT NULL,
  live SMALLINT NOT NULL
);
CREATE INDEX deadline_root ON deadline (root_id);
CREATE INDEX deadline_fires ON deadline (fires_at, id) WHERE live = 1;

CREATE TABLE deadline_segment (
  deadline_id ID NOT NULL REFERENCES deadline (id),
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  n INTEGER NOT NULL,
  unit TEXT NOT NULL,
  from_on DAY,
  to_on DAY,
  reason TEXT NOT NULL,
  decided_by ID NOT NULL,
  consent_file ID NOT NULL,
  notice_doc TEXT NOT NULL,
  PRIMARY KEY (deadline_id, seq)
);

CREATE TABLE deadline_firing (
  deadline_id ID NOT NULL REFERENCES deadline (id),
  fires_at INSTANT NOT NULL,
  kind TEXT NOT NULL,
  journal_seq INTEGER NOT NULL,
  PRIMARY KEY (deadline_id, kind, fires_at)
);

CREATE TABLE journal_entry (
  matter_id ID NOT NULL REFERENCES matter (id),
  seq INTEGER NOT NULL,
  root_id ID NOT NULL,
  at INSTANT NOT NULL,
  on_day DAY NOT NULL,
  actor_id ID NOT NULL,
  actor_name TEXT NOT NULL,
  body_id ID NOT NULL,
  membership_id ID NOT NULL,
  on_behalf_of ID NOT NULL,
  cause TEXT NOT NULL,
  act TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  version INTEGER NOT NULL,
  policy_row TEXT NOT NULL,
  workflow_sha TEXT NOT NULL,
  payload_digest BYTES,
  prev_hash BYTES,
  hash BYTES NOT NULL,
  PRIMARY KEY (matter_id, seq)
);
CREATE INDEX journal_root ON journal_entry (root_id, matter_id, act, seq);
CREATE INDEX journal_at ON journal_entry (at);

CREATE TABLE journal_payload (
  matter_id ID NOT NULL,
  seq INTEGER NOT NULL,
  salt BYTES,
  sealed BYTES,
  erased_under TEXT NOT NULL,
  PRIMARY KEY (matter_id, seq),
  FOREIGN KEY (matter_id, seq) REFERENCES journal_entry (matter_id, seq)
);

CREATE TABLE number_series (
  body_id ID NOT NULL,
  word TEXT NOT NULL,
  year INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (body_id, word, year)
);

CREATE TABLE idempotency (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  body_hash BYTES NOT NULL,
  status SMALLINT NOT NULL,
  matter_id ID NOT NULL,
  version INTEGER NOT NULL,
  answer BYTES,
  at INSTANT NOT NULL,
  PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE outbox (
  id ID PRIMARY KEY,
  kind TEXT NOT NULL,
  unique_key TEXT NOT NULL UNIQUE,
  matter_id ID NOT NULL,
  payload BYTES NOT NULL,
  run_at INSTANT NOT NULL,
  attempts INTEGER NOT NULL,
  locked_until INSTANT,
  last_error TEXT NOT NULL,
  dead SMALLINT NOT NULL,
  done_at INSTANT
);
CREATE INDEX outbox_run ON outbox (run_at, id) WHERE done_at IS NULL AND dead = 0;
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;

-- Figures that are kept, not counted: refreshed from the journal in batches, never inside a step.
CREATE TABLE counter (
  centre_id ID NOT NULL,
  body_id ID NOT NULL,
  area_id TEXT NOT NULL,
  workflow TEXT NOT NULL,
  state TEXT NOT NULL,
  category TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (centre_id, body_id, area_id, workflow, state, category)
);

CREATE TABLE workflow_file (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  sha TEXT NOT NULL,
  seen_at INSTANT NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  changed_at INSTANT NOT NULL,
  changed_by ID NOT NULL
);

-- Searchable text per read class: steps that change no text never touch it.
-- only postgres
CREATE TABLE matter_grams (
  matter_id ID NOT NULL,
  class TEXT NOT NULL,
  body TEXT NOT NULL,
  grams TEXT[] NOT NULL,
  PRIMARY KEY (matter_id, class)
);
-- A search reads the pending list too: keep it short.
CREATE INDEX matter_grams_gin ON matter_grams USING GIN (grams) WITH (gin_pending_list_limit = 256);
-- end
-- only sqlite
CREATE TABLE search_row (
  n INTEGER PRIMARY KEY,
  matter_id TEXT NOT NULL,
  class TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (matter_id, class)
);
CREATE VIRTUAL TABLE search_index USING fts5 (grams, content='', contentless_delete=1, detail='none', tokenize='unicode61');
-- end

-- +goose Down
-- There is no way back from the first migration: restore a backup instead.
SELECT 1;
