package casework

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// routeResults maps a route taken to its closing code (domain 3(a)).
var routeResults = map[string]string{
	"litigation": "R40", "arbitration": "R41", "labour_arbitration": "R41", "administrative_review": "R42",
	"administrative_ruling": "R42", "police": "R43", "petition": "R44", "discipline": "R44", "legal_aid": "R40",
}

// failureResults maps why mediation ended to its closing code.
var failureResults = map[string]string{"refused": "R30", "unreachable": "R32", "expired": "R33", "withdrawn": "R50"}

// closeCase fixes the result: the one named, else what the case's own history
// says.
func closeCase(j *job, c *call) error {
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	result := c.in.Text("result_code")
	if result == "" {
		result = j.result(c)
	}
	c.m.Result = result
	if s := c.in.Text("satisfaction"); s != "" && s != "none" {
		card, err := j.tx.Card(c.m.RootID)
		if err != nil {
			return err
		}
		card.Satisfaction = int(s[0] - '0')
		if err := j.tx.PutCard(card); err != nil {
			return err
		}
	}
	return j.outcomes(c, result)
}

// result reads the closing code out of what happened, the latest first.
func (j *job) result(c *call) string {
	root := j.fam.root
	state := func(kind casemodel.Kind, states ...string) bool {
		return slices.ContainsFunc(j.fam.matters, func(m *casemodel.Matter) bool {
			return m.Kind == kind && slices.Contains(states, m.State)
		})
	}
	if root.Result != "" {
		return root.Result // a step on the way fixed it: R11, R20, R60
	}
	if route := routeResults[j.fam.value(root.ID, "route")]; route != "" && c.before.State != "not_agreed" && j.divertedLast() {
		return route
	}
	switch {
	case state(casemodel.KindConfirmation, "confirmed"):
		return "R12"
	case state(casemodel.KindObligation, "pending", "due_soon", "overdue", "urged", "partially", "defaulted"):
		return "R11"
	case state(casemodel.KindProceeding, "effective", "oral_recorded", "agreed", "filed", "closed_agreed", "court_document_made", "suit_withdrawn"):
		return "R10"
	}
	if r := failureResults[j.fam.value(root.ID, "reason")]; r != "" {
		return r
	}
	return "R31"
}

// divertedLast: the case went another way after its last agreement.
func (j *job) divertedLast() bool {
	if err := j.fam.loadActs(); err != nil {
		return false
	}
	acts := j.fam.acts[j.fam.root.ID]
	diverted := max(acts["divert"].Seq, acts["guide"].Seq)
	return diverted > acts["reach_agreement"].Seq && diverted > acts["return_from_court"].Seq && diverted > acts["return_from_route"].Seq
}

func withdraw(j *job, c *call) error {
	return j.outcomes(c, "R50")
}

// reopen begins a new round; who counts relapses counts rounds.
func reopen(_ *job, c *call) error {
	c.m.Round++
	c.m.Result = ""
	return nil
}
