package workflows_test

import (
	"testing"

	"github.com/jiefen/jiefen/workflows"
)

// races: the definitions are read beside each other.

func TestTheShippedDefinitionsLoad(t *testing.T) {
	l, err := workflows.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if len(l.All()) < 17 {
		t.Errorf("%d definitions, want at least 17", len(l.All()))
	}
}
