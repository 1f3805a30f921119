package casework

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// numberWanted is a matter that gets its number at the end of the work.
type numberWanted struct {
	m    *casemodel.Matter
	flow *workflows.Flow
	on   casemodel.Day
	word string
}

// wantNumber notes that the event gives the matter its number (decision 23).
func (j *job) wantNumber(c *call) {
	if c.flow.Numbered == c.act && c.m.Number == "" {
		j.numbers = append(j.numbers, numberWanted{m: c.m, flow: c.flow, on: c.on})
	}
}

// takeNumbers takes the gapless numbers of this job, in sorted order, after
// all other work: the counter rows are the hottest there are.
func (j *job) takeNumbers() error {
	if len(j.numbers)+len(j.issued) == 0 {
		return nil
	}
	series := make([]store.Series, len(j.numbers), len(j.numbers)+len(j.issued))
	bodies := make([]*casemodel.Body, len(j.numbers))
	for i, n := range j.numbers {
		body, err := j.tx.Body(numberBody(n.m))
		if err != nil {
			return fmt.Errorf("number of %s: %w", n.m.ID, err)
		}
		bodies[i] = body
		word := n.word
		if word == "" {
			word = n.flow.Number
		}
		series[i] = store.Series{BodyID: body.ID, Word: word, Year: n.on.Year()}
	}
	for _, p := range j.issued {
		series = append(series, store.Series{BodyID: p.row.BodyID, Word: p.row.Paper, Year: p.row.Year})
	}
	got, err := j.tx.NextNumbers(series)
	if err != nil {
		return err
	}
	if err := j.numberPapers(got[len(j.numbers):]); err != nil {
		return err
	}
	for i, n := range j.numbers {
		// A body without words of its own is told apart by its code, or the next
		// such body would give out the same numbers.
		name := cmp.Or(bodies[i].NumberName, bodies[i].Code)
		n.m.Number = j.d.numberText(series[i].Year, name, series[i].Word, got[i])
		n.m.PublicTitle = publicTitle(j.d.Flows, n.m)
		if n.m.IsRoot() {
			for _, m := range j.fam.matters {
				if m.Number == "" {
					j.change(m)
					m.PublicTitle = n.m.PublicTitle
				}
			}
		}
		for k := range j.out.Created {
			if j.out.Created[k].ID == n.m.ID {
				j.out.Created[k].Number = n.m.Number
			}
		}
		if err := j.index(n.m); err != nil {
			return err
		}
	}
	return nil
}

// numberPapers gives the papers that go out what was taken for them.
func (j *job) numberPapers(got []int) error {
	for i, p := range j.issued {
		body, err := j.tx.Body(p.row.BodyID)
		if err != nil {
			return fmt.Errorf("number of a paper: %w", err)
		}
		word := j.d.Flows.Title("issued_"+string(p.c.m.Kind), p.row.Paper)
		text := j.d.numberIn(p.row.Year, cmp.Or(body.NumberName, body.Code), word, got[i])
		if err := j.number(p, got[i], text); err != nil {
			return err
		}
	}
	return nil
}

// numberBody numbers a case by its centre, everything else by its own body.
func numberBody(m *casemodel.Matter) casemodel.ID {
	if m.Kind == casemodel.KindCase && m.CentreID != "" {
		return m.CentreID
	}
	return m.BodyID
}

// numberText writes a number in the field's own form, from the pattern file.
func (d *Desk) numberText(year int, name, word string, n int) string {
	return d.numberIn(year, name, d.Flows.Title("number_words", word), n)
}

func (d *Desk) numberIn(year int, name, word string, n int) string {
	return strings.NewReplacer(
		"{year}", strconv.Itoa(year), "{name}", name, "{word}", word, "{n}", fmt.Sprintf("%06d", n),
	).Replace(d.Flows.Title("patterns", "number"))
}

// publicTitle is all that is shown below read.registration: category and
// number, nothing anybody typed.
func publicTitle(flows *workflows.Library, m *casemodel.Matter) string {
	parts := make([]string, 0, 2)
	if m.Category != "" {
		parts = append(parts, flows.Title("categories", m.Category))
	} else if f := flows.Latest(m.Workflow); f != nil {
		parts = append(parts, f.Title)
	}
	if m.Number != "" {
		parts = append(parts, m.Number)
	}
	return strings.Join(parts, " ")
}
