package store

import (
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// countersAt is the setting that says how old the counters are, and the row
// over which two replicas that refresh at once take turns.
const countersAt = "counters.at"

// Counter is how many open matters, not sealed, share these marks.
type Counter struct {
	CentreID casemodel.ID
	BodyID   casemodel.ID
	AreaID   string
	Workflow string
	State    string
	Category string
	N        int
}

// TableName is the SQL name.
func (Counter) TableName() string { return "counter" }

// CounterFilter chooses counters; an empty field does not choose.
type CounterFilter struct {
	CentreID   casemodel.ID
	BodyID     casemodel.ID
	AreaID     string // and everything below it
	Workflows  []string
	Categories []string
	By         []string // columns to keep apart, the rest is summed; none: all apart
}

// RefreshCounters counts the open matters anew, unless that was done less than
// age ago. Figures read the result; no step ever touches it. It belongs in a
// writing transaction of its own.
func (tx *Tx) RefreshCounters(age time.Duration) error {
	if err := tx.PutSetting(countersAt+".lock", "", ""); err != nil {
		return err
	}
	at, err := tx.CountersAt()
	if err != nil || tx.Now().Before(at.Add(age)) && !at.IsZero() {
		return err
	}
	if _, err := tx.exec("empty counters", "DELETE FROM counter"); err != nil {
		return err
	}
	_, err = tx.exec("refresh counters", `
INSERT INTO counter (centre_id, body_id, area_id, workflow, state, category, n)
SELECT centre_id, body_id, area_id, workflow, state, category, count(*) FROM matter
 WHERE class <> 'done' AND sealed = 0 GROUP BY centre_id, body_id, area_id, workflow, state, category`)
	if err != nil {
		return err
	}
	return tx.PutSetting(countersAt, tx.Now().String(), "")
}

// CountersAt is when the counters were refreshed, zero when never.
func (tx *Tx) CountersAt() (casemodel.Instant, error) {
	text, err := tx.Setting(countersAt)
	if err != nil || text == "" {
		return casemodel.Instant{}, err
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	return casemodel.At(t), err
}

// counterColumns are what Counters may keep apart.
var counterColumns = map[string]bool{
	"centre_id": true, "body_id": true, "area_id": true, "workflow": true, "state": true, "category": true,
}

// Counters reads figures that are some seconds old; CountersAt says how old.
func (tx *Tx) Counters(f CounterFilter) ([]Counter, error) {
	where, err := tx.counterWhere(f)
	if err != nil {
		return nil, err
	}
	columns := make([]string, 0, len(counterColumns))
	for _, by := range f.By {
		if counterColumns[by] {
			columns = append(columns, by)
		}
	}
	if len(f.By) == 0 {
		columns = []string{"centre_id", "body_id", "area_id", "workflow", "state", "category"}
	}
	by := strings.Join(columns, ", ")
	q := where.in("SELECT "+by+", sum(n) AS n FROM counter c WHERE ", " GROUP BY "+by+" ORDER BY "+by)
	var counters []Counter
	err = tx.db.Raw(q.sql, q.args...).Scan(&counters).Error
	return counters, tx.wrap("read counters", err)
}

func (tx *Tx) counterWhere(f CounterFilter) (clause, error) {
	where := clause{sql: "1 = 1"}.and(some("c.workflow", f.Workflows)).and(some("c.category", f.Categories))
	if f.CentreID != "" {
		where = where.and(clause{"c.centre_id = ?", []any{f.CentreID}})
	}
	if f.BodyID != "" {
		where = where.and(clause{"c.body_id = ?", []any{f.BodyID}})
	}
	if f.AreaID == "" {
		return where, nil
	}
	area, err := tx.Area(f.AreaID)
	if err != nil {
		return clause{}, err
	}
	below := clause{"c.area_id = ?", []any{f.AreaID}}
	if column, ok := areaColumn(area.Level); ok {
		below = clause{"c.area_id IN (SELECT id FROM area WHERE " + column + " = ?)", []any{f.AreaID}}
	}
	return where.and(below), nil
}
