package casework

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// How a registration stands to a case of the same parties before it.
const (
	AsBreach = "breach" // what was agreed is not kept: the matter of that case, no second one
	AsNew    = "new"    // a quarrel of its own, linked
	AsOther  = "other"  // other people of the same name
	AsAgain  = "again"  // what was withdrawn or not settled is applied for once more
)

// told is what a registration says to its submission.
func (r *Registration) told() map[string]any {
	raw := map[string]any{"duplicates_seen": r.DuplicatesSeen}
	for field, value := range map[string]string{"earlier_as": r.EarlierAs, "earlier": string(r.Earlier)} {
		if value != "" {
			raw[field] = value
		}
	}
	if r.Released {
		raw["released"] = true
	}
	return raw
}

// breach writes down, in the case whose agreement it breaks, what somebody came
// to register: no second case is made of it. Errors are at the fields of the
// registration.
func (d *Desk) breach(tx *store.Tx, who casemodel.Actor, r Registration, in Input, out *Outcome) error {
	r.tidy()
	if strings.TrimSpace(r.Summary) == "" {
		return casemodel.Bad("summary", "field.missing")
	}
	if faults := tooLong("summary", r.Summary, longestSummary); len(faults) > 0 {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Field: "summary", Fields: faults}
	}
	if !r.Earlier.Valid() {
		return casemodel.Bad("earlier", "guard.earlier_missing")
	}
	_, bound, err := tx.SimilarCases("", r.Parties, r.Category)
	if err != nil {
		return err
	}
	_, m, err := d.look(tx, who, r.Earlier)
	if err != nil {
		return missing(err, "earlier", "field.no_such_matter")
	}
	if !bound[m.ID] {
		return casemodel.Bad("earlier", "guard.not_bound")
	}
	fields := map[string]any{"what": r.Summary}
	if at := slices.IndexFunc(r.Parties, casemodel.Party.Asks); at >= 0 {
		there, err := tx.Parties(m.ID)
		if err != nil {
			return err
		}
		same := func(p casemodel.Party) bool { return p.Name == r.Parties[at].Name && p.Role != casemodel.RoleMember }
		if i := slices.IndexFunc(there, same); i >= 0 {
			fields["party"] = string(there[i].ID)
		}
	}
	if r.Channel == "" || r.Channel == "window" {
		fields["way"] = "came"
	}
	seen, err := casemodel.RiskOfBoxes(r.RiskBoxes, r.People, m.Category)
	if err != nil {
		return casemodel.Bad("risk_boxes", "field.choice")
	}
	if seen = max(seen, r.Violence.Risk()); seen > casemodel.RiskNone { // what was ticked is not lost with the case that is not made
		fields["seen"] = seen.String()
	}
	return d.step(tx, who, m.ID, "report_breach", Input{On: in.On, Why: in.Why, Fields: fields}, out)
}

// reportBreach grades the case higher and tells who watches over what is owed.
func reportBreach(j *job, c *call) error {
	j.higher(c)
	for _, m := range j.fam.matters {
		if m.Kind == casemodel.KindObligation && m.Open() {
			j.tell(c.m, "breach", mark(c.m, c.seq), c.act, m.HandlerID)
		}
	}
	return nil
}

// hearOfDispute does the same when the same parties quarrel anew.
func hearOfDispute(j *job, c *call) error {
	j.higher(c)
	for _, m := range j.fam.matters {
		if m.Kind == casemodel.KindObligation && m.Open() {
			j.tell(c.m, "dispute", mark(c.m, c.seq), c.act, m.HandlerID)
		}
	}
	return nil
}

// higher grades the open matters of a case one step up, to orange at most, or to
// what a person has seen: red is nothing else.
func (j *job) higher(c *call) {
	root := j.fam.root
	grade := max(root.Risk, min(root.Risk+1, casemodel.RiskOrange))
	if seen, err := casemodel.ParseRisk(c.in.Text("seen")); err == nil {
		grade = max(grade, seen)
	}
	if grade == root.Risk || root.Class == casemodel.Done {
		return
	}
	c.tell("before", map[string]string{"risk": root.Risk.String()})
	c.tell("risk", grade.String())
	for _, m := range j.fam.matters {
		if m.Open() {
			j.change(m)
			m.Risk = grade
		}
	}
}

// besides ties a new quarrel to every case whose agreement binds its parties. One
// nobody is told of is tied to none: the people of the other case would hear of
// it (users.md F7).
func (j *job) besides(c *call) error {
	if c.in.Text("earlier_as") != AsNew || len(c.bound) == 0 {
		return nil
	}
	untold, err := j.tx.Untold(j.fam.root.ID)
	if err != nil || untold[j.fam.root.ID] {
		return err
	}
	for _, id := range c.bound {
		if err := j.link("same_parties", id); err != nil {
			return err
		}
	}
	return nil
}

// resolved are the results of a case that was settled: what is broken of it is
// no new application.
var resolved = []string{"R10", "R11", "R12", "R20", "R60"}

// elsewhereNow are the results of a case that went to a court or an organ.
var elsewhereNow = []string{"R40", "R41", "R42", "R43", "R44"}

// againOf is what the law says to applying once more for a case the actor knows.
func (j *job) againOf(id casemodel.ID) (workflows.Again, error) {
	fam, err := openFamily(j.tx, id)
	if casemodel.Is(err, casemodel.NotFound) { // the field says so
		return workflows.Again{}, nil
	}
	if err != nil {
		return workflows.Again{}, err
	}
	if err := fam.loadValues(); err != nil {
		return workflows.Again{}, err
	}
	return AgainFor(fam.root, fam.value(id, "reason")), nil
}

// AgainFor judges by the header and, of a case that was not taken, its ground.
// 《人民调解工作若干规定》22: what the law keeps for an organ or forbids to
// mediate is never taken, what a court or an organ has taken not until it has
// let go of it.
func AgainFor(root *casemodel.Matter, ground string) workflows.Again {
	switch {
	case root.State == "rejected" && (ground == "not_civil" || ground == "forbidden"):
		return workflows.Again{Shut: "again_forbidden"}
	case root.State == "rejected":
		return workflows.Again{Released: ground == "accepted_elsewhere"}
	case root.State == "withdrawn":
		return workflows.Again{}
	case root.State == "merged":
		return workflows.Again{Shut: "again_merged"}
	case root.State == "voided":
		return workflows.Again{Shut: "again_voided"}
	case root.State == "diverted":
		return workflows.Again{Shut: "again_diverted"}
	case root.State != "closed" && root.State != "archived":
		return workflows.Again{Shut: "again_open"}
	case slices.Contains(resolved, root.Result):
		return workflows.Again{Shut: "again_settled"}
	}
	return workflows.Again{Released: slices.Contains(elsewhereNow, root.Result)}
}
