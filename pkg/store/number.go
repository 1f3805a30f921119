package store

import (
	"cmp"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// Series names one run of document numbers: a body, a word, a year.
type Series struct {
	BodyID casemodel.ID
	Word   string
	Year   int
}

// NextNumbers takes the next number of each series, without gaps: a rollback
// gives it back. The counters are locked in sorted order, so it is the last
// work of a step but the journal. The answers stand in the order asked.
func (tx *Tx) NextNumbers(series []Series) ([]int, error) {
	order := make([]int, len(series))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compareSeries(series[a], series[b]) })
	numbers := make([]int, len(series))
	for _, i := range order {
		s := series[i]
		err := tx.queryRow(`INSERT INTO number_series (body_id, word, year, last) VALUES (?, ?, ?, 1)
ON CONFLICT (body_id, word, year) DO UPDATE SET last = number_series.last + 1 RETURNING last`, s.BodyID, s.Word, s.Year).Scan(&numbers[i])
		if err != nil {
			return nil, tx.wrap("take a number", err)
		}
	}
	return numbers, nil
}

func compareSeries(a, b Series) int {
	return cmp.Or(cmp.Compare(a.BodyID, b.BodyID), cmp.Compare(a.Word, b.Word), cmp.Compare(a.Year, b.Year))
}
