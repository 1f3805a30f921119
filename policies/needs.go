package policies

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// Needs says who may do an act here, for the refusal of somebody who may not.
// What only the system or a clock does is nobody's to ask for. The classes of
// the act need not be given, as in Question.
func (s *Snapshot) Needs(flows []string, state string, class casemodel.Class, act string, _ []string) []casemodel.Need {
	p := s.byAct[act]
	if p == nil {
		return nil
	}
	var needs []casemodel.Need
	states := []string{state, string(class)}
	for _, r := range p.rows {
		if r.Denies() || r.Role == "system" || r.Role == "clock" || !r.meets(flows, states, p.acts) {
			continue
		}
		need := casemodel.Need{Role: r.Role, Body: r.Body, Rel: r.Rel}
		if !slices.Contains(needs, need) {
			needs = append(needs, need)
		}
	}
	return needs
}
