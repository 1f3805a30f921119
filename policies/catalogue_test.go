package policies

import (
	"encoding/json"
	"os"
	"testing"
)

// machines is the catalogue of the tests: a copy of the definitions as they
// are loaded, overlays laid on their base.
func machines(t testing.TB) Catalogue {
	t.Helper()
	text, err := os.ReadFile("../testdata/policies/machines.json")
	if err != nil {
		t.Fatal(err)
	}
	var cat Catalogue
	if err := json.Unmarshal(text, &cat.Flows); err != nil {
		t.Fatal(err)
	}
	if len(cat.Flows) != 25 {
		t.Fatalf("%d machines", len(cat.Flows))
	}
	return cat
}

func opened(t testing.TB) *Gate {
	t.Helper()
	g, err := Open(machines(t))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// called finds a flow by its own id, nil for what is no matter.
func (b *book) called(id string) *flow {
	for i := range b.flows {
		if b.flows[i].ID == id {
			return &b.flows[i]
		}
	}
	return nil
}
