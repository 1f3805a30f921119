package casework

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// fallMove is a matter that ends with an agreement, or comes back with it, and
// by which event.
type fallMove struct {
	m     *casemodel.Matter
	event string
}

// fallMoves lists them in their order. When an agreement falls the case goes
// first: one whose last obligation ends would else be done.
func (j *job) fallMoves(c *call, f *falling) []fallMove {
	moves := make([]fallMove, 0, len(f.end)+2)
	for _, m := range f.end {
		event := "annul"
		if f.back {
			event = "revive"
		}
		if paid, err := casemodel.ParseMoney(j.fam.value(m.ID, "paid")); f.back && err == nil && paid > 0 {
			event = "revive_partly"
		}
		moves = append(moves, fallMove{m, event})
	}
	if root := j.fam.root; j.caseMoves(c, f) {
		if f.back {
			moves = append(moves, fallMove{root, "revalidate_agreement"})
		} else {
			moves = slices.Insert(moves, 0, fallMove{root, "invalidate_agreement"})
		}
	}
	if f.fall.Scope == "all" {
		moves = append(moves, j.confirmationMoves(c, f)...)
	}
	return moves
}

// fallApart ends, when an agreement falls, what it brought about, and brings it
// back when the fall is taken back.
func (j *job) fallApart(c *call) error {
	if c.falling == nil {
		return nil
	}
	for _, move := range j.fallMoves(c, c.falling) {
		if err := j.followOn(c, byAgreement(c), move.m, move.event); err != nil {
			return err
		}
	}
	return j.cardAmount()
}

// byAgreement names the agreement to what ends, or comes back, with it.
func byAgreement(c *call) workflows.Then {
	return workflows.Then{With: map[string]string{"by": string(c.m.ID)}}
}

// imagineFall foresees the same, as far as what is typed says what falls.
func (j *job) imagineFall(c *call, f *Outlook) error {
	find := map[string]func(*call) (*falling, error){"declare_void": j.falls, "restore_agreement": j.restores}[c.act]
	if find == nil || c.m.Kind != casemodel.KindProceeding {
		return nil
	}
	falling, err := find(c)
	if err != nil {
		return unfinished(err)
	}
	for _, move := range j.fallMoves(c, falling) {
		if err := j.imagineOne(c, workflows.Then{Event: move.event}, move.m, f); err != nil {
			return err
		}
	}
	return nil
}

// caseMoves reports whether the case is led on: what an agreement settled is in
// dispute again, and is not any more when it stands again. A case goes on that
// has another agreement to watch over, or is mediated in; one that was closed
// upon what fell, be it in part, is open again.
func (j *job) caseMoves(c *call, f *falling) bool {
	root := j.fam.root
	event := map[bool]string{false: "invalidate_agreement", true: "revalidate_agreement"}[f.back]
	flow := j.flow(root)
	if flow.Event(event) == nil || flow.Open(root.State, event) == nil {
		return false
	}
	if f.back {
		return f.fall.Scope == "all" || len(f.end) > 0
	}
	over := root.State == "closed" || root.State == "archived"
	return over || (f.fall.Scope == "all" || !j.bindsStill(c.m, &f.fall)) && !j.anotherStands(c.m)
}

// anotherStands: another mediation of the case has an agreement that is owed.
func (j *job) anotherStands(m *casemodel.Matter) bool {
	for _, one := range j.fam.matters {
		if one.Kind != casemodel.KindProceeding || one.ID == m.ID || j.fallen(one.ID) {
			continue
		}
		for _, o := range j.under(one) {
			if o.IsLive() {
				return true
			}
		}
	}
	return false
}

// confirmationMoves ends what asks a court to confirm the agreement, and lets it
// be asked again while the thirty days run.
func (j *job) confirmationMoves(c *call, f *falling) (moves []fallMove) {
	event := map[bool]string{false: "lose_ground", true: "regain_ground"}[f.back]
	for _, m := range j.fam.matters {
		if m.Kind != casemodel.KindConfirmation || m.ParentID != c.m.ID || j.flow(m).Open(m.State, event) == nil {
			continue
		}
		caused := j.fam.acts[m.ID]["lose_ground"].Cause == mark(c.m, f.fall.Seq)
		if f.back && (!caused || workflows.WindowEnd(m.ID, j.fam.deadlines) < j.today) {
			continue
		}
		moves = append(moves, fallMove{m, event})
	}
	return moves
}

// regainGround goes on counting from the day the agreement took effect: what
// the parties lost of the thirty days nobody gives them back.
func regainGround(j *job, c *call) error { return j.countOn(c, "JC-01") }

// reviveDebt has the day that was agreed watched over again.
func reviveDebt(j *job, c *call) error { return j.countOn(c, "PI-1") }

// countOn starts a clock that had stopped anew, from the day it counted from.
func (j *job) countOn(c *call, ref string) error {
	if err := j.fam.loadDeadlines(); err != nil {
		return err
	}
	for _, d := range slices.Backward(j.fam.deadlines) {
		if d.MatterID != c.m.ID || d.RuleID != ref && d.Family != ref {
			continue
		}
		if rule, there := j.pick(c, c.m, ref, d.AnchorOn); there {
			return j.startRule(c, c.m, rule, d.AnchorOn, j.tx.Now())
		}
	}
	return nil
}

// caseInvalid counts a new round where a case is opened again that was closed
// upon what fell.
func caseInvalid(_ *job, c *call) error {
	if c.before.State == "closed" || c.before.State == "archived" {
		c.m.Round++
	}
	return nil
}
