-- +goose Up
-- What was missed is owed until it is done (casework's owed): before, a matter was due by what still ran, and one that had
-- missed its only duty looked as if nothing were due.
UPDATE matter SET due_at = owed.due_at
FROM (
  SELECT d.matter_id, min(d.due_at) AS due_at FROM deadline d JOIN matter m ON m.id = d.matter_id
  WHERE d.class = 'duty' AND d.state = 'missed' AND (m.class = 'live' OR m.class <> 'done' AND m.closed_at < d.due_at)
    AND NOT EXISTS (SELECT 1 FROM deadline n
      WHERE n.root_id = d.root_id AND n.matter_id = d.matter_id AND n.class = 'duty' AND n.family = d.family AND n.id > d.id)
  GROUP BY d.matter_id
) owed
WHERE matter.id = owed.matter_id AND owed.due_at < matter.due_at;

-- +goose Down
-- What is owed is owed.
SELECT 1;
