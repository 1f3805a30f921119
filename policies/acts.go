package policies

import "slices"

// Acts that no definition declares: reading, and what is asked beside an act.
var (
	reads = []string{
		"see", "read.meta", "read.registration", "read.sessions", "read.agreement", "read.sealed", "read.trace", "export", "hint",
	}
	// lower_risk is asked besides grade_risk when a grade below the present one is given, lower_red when the present one is red.
	lowering = []string{"lower_risk", "lower_red"}
)

// everywhere are the acts that every matter has.
var everywhere = slices.Concat(reads, lowering, []string{create, backdate})

const (
	create     = "create"   // the act that makes a matter, in the state newborn
	backdate   = "backdate" // a legal date more than 30 days back
	declareTie = "declare_tie"

	newborn = "new" // where a matter stands that is being created
	nowhere = "-"   // where there is no state
)

// offices are the flows of what is no matter (decision 15).
var (
	offices    = []string{"users", "bodies", "areas", "calendars", "papers", "workflows", "policies", "jobs", "settings", "log"}
	officeActs = []string{"list", "edit"}
)

func isRead(act string) bool    { return slices.Contains(reads, act) }
func isOffice(flow string) bool { return slices.Contains(offices, flow) }

// classesOf names the classes an act carries.
func classesOf(act string) []string {
	var carried []string
	switch {
	case isRead(act):
		carried = append(carried, Read)
	case act != declareTie && act != backdate && !slices.Contains(officeActs, act):
		carried = append(carried, Write)
	}
	for i := range classes {
		if slices.Contains(classes[i].Acts, act) {
			carried = append(carried, classes[i].Name)
		}
	}
	return carried
}
