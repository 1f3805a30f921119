-- +goose Up
-- Every view at once, in the order of the list: the page is full after a few, where all matters were read and sorted.
CREATE INDEX matter_due ON matter (due_at, id);

-- +goose Down
DROP INDEX matter_due;
