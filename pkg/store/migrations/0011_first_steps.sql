-- +goose Up
-- Whether somebody has done an act, or opened a case, since a day: one probe, however much others have done.
CREATE INDEX journal_actor ON journal_entry (actor_id, act, at);
CREATE INDEX seen_person ON matter_seen (user_id, on_day);

-- +goose Down
DROP INDEX seen_person;
DROP INDEX journal_actor;
