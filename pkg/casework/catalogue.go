package casework

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// PolicyCatalogue tells the gate which procedures, states and acts exist, at
// every loaded version, so that a policy line which names nothing is an error
// at start.
func PolicyCatalogue(flows *workflows.Library) policies.Catalogue {
	var cat policies.Catalogue
	for _, f := range flows.Every() {
		one := policies.Flow{
			ID: f.ID, Lineage: f.Lineage, States: map[string]casemodel.Class{}, Acts: map[string][]string{}, Records: map[string]bool{},
		}
		for id, s := range f.States.At {
			one.States[id] = s.Class
		}
		for _, e := range f.Events {
			for _, w := range e.AllWays() {
				one.Acts[e.ID] = append(one.Acts[e.ID], w.From...)
			}
		}
		for _, r := range f.Records {
			one.Acts[r.ID] = r.While
			one.Records[r.ID] = true
		}
		cat.Flows = append(cat.Flows, one)
	}
	return cat
}
