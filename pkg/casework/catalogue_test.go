package casework_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// The machines the policy's golden matrix is spelt out over are the loaded
// ones: a changed definition asks for a look at who may.
func TestTheMatrixKnowsTheLoadedMachines(t *testing.T) {
	b, err := os.ReadFile("../../testdata/policies/machines.json")
	if err != nil {
		t.Fatal(err)
	}
	var known []struct {
		ID      string                     `json:"id"`
		Lineage []string                   `json:"lineage"`
		States  map[string]casemodel.Class `json:"states"`
		Acts    map[string][]string        `json:"acts"`
	}
	if err := json.Unmarshal(b, &known); err != nil {
		t.Fatal(err)
	}
	flows, err := workflows.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	loaded := casework.PolicyCatalogue(flows).Flows
	if len(known) != len(loaded) {
		t.Errorf("%d machines in the file, %d loaded", len(known), len(loaded))
	}
	for _, k := range known {
		i := slices.IndexFunc(loaded, func(f policies.Flow) bool { return f.ID == k.ID })
		if i < 0 {
			t.Errorf("%s is not loaded", k.ID)
			continue
		}
		f := loaded[i]
		if !slices.Equal(f.Lineage, k.Lineage) || len(f.States) != len(k.States) || len(f.Acts) != len(k.Acts) {
			t.Errorf("%s differs: lineage %v, %d states, %d acts", k.ID, f.Lineage, len(f.States), len(f.Acts))
		}
		for act, from := range k.Acts {
			if got := f.Acts[act]; !slices.Equal(sorted(got), sorted(from)) {
				t.Errorf("%s.%s occurs in %v, the file says %v", k.ID, act, got, from)
			}
		}
	}
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }
