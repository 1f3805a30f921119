package workflows

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// A threshold is what the guard of its procedure asks from: one figure changed
// without the other is seen. 99,999 under 100,000 is near (published case S15).
func TestThresholdsAreThoseOfTheGuards(t *testing.T) {
	lib, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range lib.Thresholds {
		flow := lib.Flow(one.Workflow, 1)
		if flow == nil {
			t.Fatalf("%s is of no procedure", one.ID)
		}
		asks := slices.ContainsFunc(flow.Event("affix_seal").Needs, func(n Need) bool { return n.Name == one.Guard && fmt.Sprint(n.Arg) == strconv.FormatInt(one.Yuan, 10) })
		if !asks {
			t.Errorf("%s: no guard asks for it above %d", one.ID, one.Yuan)
		}
	}
	medical, other := lib.Flow("medical", 1), lib.Flow("peoples_mediation", 1)
	for yuan, want := range map[string]string{"99999": "appraisal", "99999.99": "appraisal", "100000": "", "100000.01": "", "95000": "appraisal", "94999.99": "", "9999": "insurer", "10000": "insurer", "10000.01": "", "0": ""} {
		sum, err := casemodel.ParseMoney(yuan)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, one := range lib.Near(medical, sum) {
			got += one.ID
		}
		if got != want || len(lib.Near(other, sum)) > 0 {
			t.Errorf("%s is near %q, want %q", yuan, got, want)
		}
	}
	// What the guard asks for and what is pointed out never meet, and leave no gap.
	for yuan, asks := range map[casemodel.Money]bool{9_999_999: false, 10_000_000: true, 10_000_001: true} {
		f := &Facts{Matter: &casemodel.Matter{ID: "m"}, Items: []casemodel.Item{{MatterID: "m", Active: 1, AmountKind: "sum", Amount: yuan}}}
		refused := appraisalDone(f, nil, 100000) != nil
		if near := slices.ContainsFunc(lib.Near(medical, yuan), func(one Threshold) bool { return one.ID == "appraisal" }); refused != asks || near == asks {
			t.Errorf("%s: asked %v, near %v", yuan, refused, near)
		}
	}
}
