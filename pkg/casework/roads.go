package casework

import (
	"cmp"
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Standing is what the roads from an obligation that is not performed depend on.
type Standing struct {
	Sum       bool          // money is owed
	PastDue   bool          // its day has passed
	Labour    bool          // a labour dispute: arbitration comes before the court
	Refused   bool          // somebody does not want the confirmation
	Window    casemodel.ID  // the confirmation of its agreement, "" where there is none
	State     string        // of that confirmation
	ApplyBy   casemodel.Day // last day to apply for it together, "" where no window runs
	Confirmed bool          // a court has made it a title
	EnforceBy casemodel.Day // last day to apply for enforcement, "" while it is not known
	By        string        // the court that confirmed it
	Limit     casemodel.Day // until which a claim can be brought at least
	Home      []string      // courts where the debtor lives, as far as the house knows them
}

// labour is the category whose disputes go to arbitration first.
const labour = "07"

// Standing reads it for an obligation whose agreement the actor may read; nil
// for anything else.
func (d *Desk) Standing(ctx context.Context, who casemodel.Actor, id casemodel.ID) (*Standing, error) {
	var found *Standing
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		found = nil
		j, m, err := d.look(tx, who, id)
		if err != nil || m.Kind != casemodel.KindObligation || !j.canRead(who, m, "agreement") {
			return err
		}
		if err := j.fam.all(); err != nil {
			return err
		}
		found, err = j.standing(m)
		return err
	})
	return found, err
}

func (j *job) standing(m *casemodel.Matter) (*Standing, error) {
	values := j.fam.values[m.ID]
	due := casemodel.Day(values["due_on"])
	s := &Standing{
		PastDue: due != "" && due < j.today, Labour: ofCategory(j.fam.root, labour), Confirmed: workflows.Confirmed(j.fam.matters),
		Limit: j.limitOf(func(o *casemodel.Matter) bool { return o.ParentID == m.ParentID }),
	}
	_, s.Sum = workflows.Rest(values)
	for _, c := range j.fam.matters {
		if c.Kind != casemodel.KindConfirmation || c.ParentID != m.ParentID {
			continue
		}
		s.Window, s.State = c.ID, c.State
		s.Refused = slices.ContainsFunc(j.joined(c), func(one Joined) bool { return one.Refused })
		if c.State == "eligible" || c.State == "preparing" {
			s.ApplyBy = workflows.WindowEnd(c.ID, j.fam.deadlines)
		}
		for _, d := range j.fam.deadlines {
			if d.MatterID == c.ID && d.RuleID == "JC-13" {
				s.EnforceBy = s.EnforceBy.Later(d.DueOn)
			}
		}
		s.By = j.fam.value(c.ID, "court_name")
		if court := casemodel.ID(j.fam.value(c.ID, "court")); court.Valid() {
			b, err := j.tx.Body(court)
			if err != nil && !casemodel.Is(err, casemodel.NotFound) {
				return nil, err
			}
			if err == nil {
				s.By = cmp.Or(b.Title, s.By)
			}
		}
	}
	return s, j.homes(s, m)
}

// homes are the courts where the debtor lives: of a contract it is the court of
// the defendant's home or of the place of performance (《民事诉讼法》24).
func (j *job) homes(s *Standing, m *casemodel.Matter) error {
	at := slices.IndexFunc(j.fam.items, func(it casemodel.Item) bool { return it.ObligationID == m.ID })
	if at < 0 {
		return nil
	}
	all, err := j.courts(m)
	for _, c := range all {
		if slices.Contains(c.Lives, j.fam.items[at].Debtor) {
			s.Home = append(s.Home, c.Body.Title)
		}
	}
	return err
}
