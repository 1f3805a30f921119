package casework

import "github.com/jiefen/jiefen/policies"

// PolicyRow is one line of the policy as it is written.
type PolicyRow = policies.Row

// PolicyLine is one line that can decide an act.
type PolicyLine = policies.Line

// ActClass is a word of a line that means several acts.
type ActClass = policies.Class

// Words of a line that stand for more than themselves.
const (
	AnyRelation = policies.Any
	EveryRead   = policies.Read
	EveryWrite  = policies.Write
)

// PolicyRows lists the lines in force in their order.
func (d *Desk) PolicyRows() []PolicyRow { return d.Gate.Now().Rows() }

// PolicyLines lists the lines in force that can decide an act of a flow. An
// empty state is every state, an empty body every kind of body.
func (d *Desk) PolicyLines(flow, state, body, act string) []PolicyLine {
	return d.Gate.Now().Lines(flow, state, body, act)
}

// ActClasses lists the words of a line that mean several acts.
func ActClasses() []ActClass { return policies.Classes() }

// CommonActs lists the acts that every matter has beside its own.
func CommonActs() []string { return policies.Everywhere() }

// OfficeActs lists the flows of what is no matter, and their acts.
func OfficeActs() (flows, acts []string) { return policies.Offices() }
