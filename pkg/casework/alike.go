package casework

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Alike is what is known of a registration before it is made: cases that may
// be the same quarrel, as far as the actor may know of them, and what it would
// be called.
type Alike struct {
	Cases  []casemodel.Matter    // titles are hidden where the registration may not be read
	Bound  map[casemodel.ID]bool // of those, where the same parties face each other and something agreed is still owed
	Others int                   // of other bodies, of which only their being may be told
	Firms  []Firm
	Title  string
}

// Firm is an organisation among the parties and how many open cases name it, of
// those whose being may be told.
// They are no likeness: every case of a big employer would be one (F24).
type Firm struct {
	Name string
	Open int
}

// Alike looks for cases like a registration; it writes nothing. It finds what
// the submission would find.
func (d *Desk) Alike(ctx context.Context, who casemodel.Actor, r Registration) (Alike, error) {
	r.tidy()
	a := Alike{}
	if len(r.Parties) > 0 {
		a.Title = d.titleOf(r)
	}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		if err := d.takeOver(tx, who, &r); err != nil {
			return err
		}
		found, bound, err := tx.SimilarCases("", r.Parties, r.Category)
		if err != nil {
			return err
		}
		a.Bound = bound
		j := d.job(tx, &family{tx: tx, loaded: map[string]bool{}}, who, &Outcome{})
		known, err := j.knownOf(found)
		if err != nil {
			return err
		}
		for i := range known {
			if known[i].Workflow == "" {
				a.Others++
				continue
			}
			a.Cases = append(a.Cases, known[i])
		}
		gate := d.Gate.Now()
		see, hint := gate.Scope(who, "see"), gate.Scope(who, "hint")
		for i := range r.Parties {
			p := &r.Parties[i]
			if p.Kind == "natural" || p.Kind == "" || p.Name == "" {
				continue
			}
			n, err := tx.OpenCasesNaming(see, hint, p.Name)
			if err != nil {
				return err
			}
			if n > 0 {
				a.Firms = append(a.Firms, Firm{p.Name, n})
			}
		}
		return d.hideTitles(tx, gate.Scope(who, "read.registration"), a.Cases)
	})
	return a, err
}
