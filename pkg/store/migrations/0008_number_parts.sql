-- +goose Up
-- A document number is looked for by the figure people remember of it: its last seven characters, which end every number
-- this program gives (six digits and one character).
-- only postgres
CREATE INDEX matter_serial ON matter (right(number, 7)) WHERE number <> '';
-- end
-- only sqlite
CREATE INDEX matter_serial ON matter (substr(number, -7)) WHERE number <> '';
-- end

-- +goose Down
DROP INDEX matter_serial;
