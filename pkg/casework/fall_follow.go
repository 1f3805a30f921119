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

// fallMoves lists them in their order: what is owed again goes before what is
// owed no more, and so does the case when it is in dispute, for one whose last
// obligation ends would else be done.
func (j *job) fallMoves(c *call, f *falling) []fallMove {
	ours := make([]fallMove, 0, len(f.end))
	for _, m := range f.end {
		event := "annul"
		if f.back {
			event = j.revival(m)
		}
		ours = append(ours, fallMove{m, event})
	}
	earlier := j.earlierMoves(c, f)
	moves := slices.Concat(earlier, ours)
	if f.back {
		moves = slices.Concat(ours, earlier)
	}
	root, moved := j.fam.root, j.caseMoves(c, f)
	switch {
	case moved && (f.back || len(f.earlier) > 0):
		moves = append(append(moves, j.visitsAgain(f)...), fallMove{root, "revalidate_agreement"})
		if f.back && f.fall.Case == "follow_up" && f.fall.Result == "R11" {
			moves = append(moves, fallMove{root, "monitor_performance"})
		}
	case moved:
		moves = slices.Insert(moves, 0, fallMove{root, "invalidate_agreement"})
	}
	if f.fall.Scope == "all" {
		return append(moves, j.confirmationMoves(c, f)...)
	}
	return append(moves, j.courtMoves(c, f)...)
}

// courtMoves has a court told that an agreement it has before it fell in part,
// and, once it was told, that this is not so any more.
func (j *job) courtMoves(c *call, f *falling) (moves []fallMove) {
	for _, m := range j.confirmationsOf(c.m) {
		acts, event := j.fam.acts[m.ID], "part_fell"
		switch {
		case !slices.Contains(atCourt, m.State), f.back && acts["part_fell"].Seq == 0:
			continue
		case f.back && acts["tell_court"].Seq < acts["part_fell"].Seq:
			event = "part_untold"
		case f.back:
			event = "part_stands"
		}
		moves = append(moves, fallMove{m, event})
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
		if err := j.followOn(c, j.byAgreement(c, move), move.m, move.event); err != nil {
			return err
		}
	}
	return j.cardAmount()
}

// byAgreement names the agreement to what ends, or comes back, with it.
func (j *job) byAgreement(c *call, move fallMove) workflows.Then {
	by := c.m.ID
	if !c.falling.back && move.m.State == "superseded" { // it is not by the one that fell that it is owed
		by = c.falling.fall.EarlierOf
	}
	return workflows.Then{With: map[string]string{"by": string(by), "reason": c.flow.Act(c.act).Title}}
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
// dispute again, and is not any more when it stands again, or what it had taken
// the place of does. A case goes on that has another agreement to watch over, or
// is mediated in. What falls in part leaves the rest as it is (《民法典》156): a
// case that was closed upon it stays closed as long as something of it binds, and
// what the clauses were about is a claim that is open, for which it may be
// reopened or applied again.
func (j *job) caseMoves(c *call, f *falling) bool {
	root := j.fam.root
	over := root.State == "closed" || root.State == "archived"
	if f.back {
		return j.fits(root, "revalidate_agreement") && j.caseBack(c, f)
	}
	if len(f.earlier) > 0 {
		return j.fits(root, "revalidate_agreement") && (over || root.State == "follow_up" && root.Result != "R11")
	}
	return j.fits(root, "invalidate_agreement") && (f.fall.Scope == "all" || !j.bindsStill(c.m, &f.fall)) && (over || !j.anotherStands(c.m))
}

func (j *job) fits(m *casemodel.Matter, event string) bool {
	flow := j.flow(m)
	return flow.Event(event) != nil && flow.Open(m.State, event) != nil
}

// caseBack reports whether a case is watched over again when a fall is taken
// back: it was in dispute because of it, or was done with what is owed again. One
// that is what it was then stays so.
func (j *job) caseBack(c *call, f *falling) bool {
	root := j.fam.root
	switch {
	case root.State == f.fall.Case:
		return false
	case root.State == "not_agreed" || root.State == "diverted":
		return f.fall.Scope == "all" || j.fam.acts[root.ID]["invalidate_agreement"].Cause == mark(c.m, f.fall.Seq)
	case f.fall.Scope != "all" && root.Result == "R11": // watched over beside its visits, and after them
		return false
	}
	return slices.ContainsFunc(f.end, func(m *casemodel.Matter) bool {
		flow := j.flow(m)
		return flow.Class(flow.Event(j.revival(m)).To) == casemodel.Live
	})
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
		if f.back {
			event = j.regaining(m, "lose_ground")
		}
		moves = append(moves, fallMove{m, event})
	}
	return moves
}

// visitsAgain are the visits that were given up when the case was in dispute
// again; which of several falls that was is one.
func (j *job) visitsAgain(f *falling) (moves []fallMove) {
	ended := j.fam.acts[j.fam.root.ID]["invalidate_agreement"]
	if !f.back || ended.Seq == 0 {
		return nil
	}
	for _, m := range j.fam.matters {
		skipped := j.fam.acts[m.ID]["skip"]
		if m.Kind == casemodel.KindFollowUp && m.State == "skipped" && skipped.Cause == mark(j.fam.root, ended.Seq) {
			event := map[string]string{"planned": "visit_again", "attempted": "seek_again", "problem_found": "mend_again"}[skipped.FromState]
			moves = append(moves, fallMove{m, event})
		}
	}
	return moves
}

// regaining is the event by which a confirmation that ended by an act goes on
// where it was; what a court had before it is applied for anew.
func (j *job) regaining(m *casemodel.Matter, ended string) string {
	if j.fam.acts[m.ID][ended].FromState == "preparing" {
		return "regain_preparing"
	}
	return "regain_ground"
}

// regainGround goes on counting from the day the agreement took effect: what
// the parties lost of the thirty days nobody gives them back.
func regainGround(j *job, c *call) error { return j.countOn(c, "JC-01") }

// runOn lets the clocks run on that a matter stopped by ending. What had run
// out, or was answered, is over; who had sued waits for nothing here.
func runOn(j *job, c *call) error {
	for _, load := range []func() error{j.fam.loadDeadlines, j.fam.loadSegments} {
		if err := load(); err != nil {
			return err
		}
	}
	if c.flow.Class(c.flow.Event(c.act).To) != casemodel.Live {
		return nil
	}
	newest := map[string]bool{}
	for _, d := range slices.Backward(j.fam.deadlines) {
		if d.MatterID != c.m.ID || newest[d.Family] {
			continue
		}
		newest[d.Family] = true
		if d.State != casemodel.ClockStopped {
			continue
		}
		d.State, d.Live = casemodel.ClockRunning, 1
		if err := j.recount(d); err != nil {
			return err
		}
	}
	return nil
}

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
