package workflows_test

import (
	"testing"

	"github.com/jiefen/jiefen/workflows"
)

// The hour of the next sitting is for whoever reads the registration, whatever
// was said in the record that names it, and stays a value of the procedure.
func TestEveryRecordOfASittingKeepsTheHourOfTheNext(t *testing.T) {
	l, err := workflows.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{}
	for _, flow := range l.All() {
		act := flow.Act("log_session")
		if act == nil {
			continue
		}
		for _, f := range act.Fields {
			if f.ID == "sitting_at" {
				kept[flow.ID] = !f.Unkept && f.Read == "registration" && flow.ValueRead(f.ID) == ""
			}
		}
		if !kept[flow.ID] {
			t.Errorf("%s keeps no next sitting", flow.ID)
		}
	}
	if !kept["peoples_mediation"] || !kept["court_delegated"] || !kept["administrative_mediation"] {
		t.Errorf("%d procedures write down sittings", len(kept))
	}
}
