package policies

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// reworked opens the shipped policy with one piece of it replaced.
func reworked(t *testing.T, from, to string) error {
	t.Helper()
	if strings.Count(string(shippedPolicy), from) != 1 {
		t.Fatalf("%q stands %d times in the policy", from, strings.Count(string(shippedPolicy), from))
	}
	_, err := OpenFiles(machines(t), shippedModel, bytes.Replace(shippedPolicy, []byte(from), []byte(to), 1))
	return err
}

func TestALineThatNamesNothingIsRefusedWithItsNumber(t *testing.T) {
	const line = "p, front_desk, centre, dispute_case, *, withdraw, centre, allow, C-089"
	for _, row := range []struct{ to, why string }{
		{"p, front_desc, centre, dispute_case, *, withdraw, centre, allow, C-089", `there is no role "front_desc"`},
		{"p, front_desk, center, dispute_case, *, withdraw, centre, allow, C-089", `there is no kind of body "center"`},
		{"p, front_desk, centre, dispute, *, withdraw, centre, allow, C-089", `there is no flow "dispute"`},
		{"p, front_desk, centre, dispute_case, open, withdraw, centre, allow, C-089", `withdraw never occurs in state "open" of dispute_case`},
		{"p, front_desk, centre, dispute_case, closed, withdraw, centre, allow, C-089", `withdraw never occurs in state "closed" of dispute_case`},
		{"p, front_desk, centre, dispute_case, new, withdraw, centre, allow, C-089", `never occurs`},
		{"p, front_desk, centre, dispute_case, -, withdraw, centre, allow, C-089", `never occurs`},
		{"p, front_desk, centre, dispute_case, *, withdrow, centre, allow, C-089", `there is no act "withdrow"`},
		{"p, front_desk, centre, dispute_case, *, all_consent, centre, allow, C-089", `all_consent never occurs`},
		{"p, front_desk, centre, users, *, edit, area_of_mine, allow, C-089", `there is no relation "area_of_mine"`},
		{"p, front_desk, centre, users, new, edit, any, allow, C-089", `never occurs`},
		{"p, front_desk, centre, dispute_case, *, withdraw, *, allow, C-089", `there is no relation "*"`},
		{"p, *, centre, dispute_case, *, withdraw, centre, allow, C-089", `a line that allows names its role`},
		{"p, front_desk, centre, dispute_case, *, withdraw, recused, allow, C-089", `recused only keeps away`},
		{"p, *, *, dispute_case, *, see, doer, deny, C-089", `doer is unknown to lists`},
		{"p, *, *, matter, *, *, home, deny, C-089", `home is unknown to lists`},
		{"p, front_desk, centre, dispute_case, *, withdraw, centre, permit, C-089", `effect "permit"`},
		{"p, front_desk, centre, dispute_case, *, withdraw, centre, allow, C-90", `the id "C-90"`},
		{"p, front_desk, centre, dispute_case, *, withdraw, centre, allow, C-088", `the id C-088 is taken by line`},
		{"p, front_desk, centre, dispute_case, *, void, centre, allow, C-089", `C-089 says what line`},
		{"p, front_desk, centre, dispute_case, *, withdraw, centre, allow", `want p and 8 columns`},
		{"g, front_desk, centre, dispute_case, *, withdraw, centre, allow, C-089", `want p and 8 columns`},
	} {
		at := 1 + strings.Count(strings.SplitAfter(string(shippedPolicy), line)[0], "\n")
		err := reworked(t, line, row.to)
		if err == nil || !strings.Contains(err.Error(), row.why) || !regexp.MustCompile(`policy\.csv:\d+: `).MatchString(err.Error()) {
			t.Errorf("%s\n\twant %s\n\tgot  %v", row.to, row.why, err)
		}
		if !strings.Contains(row.why, "says what") && err != nil && !strings.Contains(err.Error(), "policy.csv:"+strconv.Itoa(at)+":") {
			t.Errorf("%s: line %d is not named: %v", row.to, at, err)
		}
	}
}

func TestAnActThatNobodyMayDoIsRefused(t *testing.T) {
	err := reworked(t, "p, archivist, centre, dispute_case, *, archive, centre, allow, ", "# archive ")
	for _, state := range []string{"closed", "rejected", "withdrawn"} {
		if err == nil || !strings.Contains(err.Error(), "dispute_case: nobody may archive in state "+state) {
			t.Errorf("%s: %v", state, err)
		}
	}
}

func TestADefinitionMayNotConfuseTheGate(t *testing.T) {
	flow := func() Flow {
		return Flow{
			ID: "f", Lineage: []string{"f", "matter"}, States: map[string]casemodel.Class{"s": casemodel.Live},
			Acts: map[string][]string{"go": {"s"}},
		}
	}
	for why, spoil := range map[string]func(*Flow){
		"a state may not be called done":        func(f *Flow) { f.States["done"] = casemodel.Live },
		"a state may not be called new":         func(f *Flow) { f.States["new"] = casemodel.Live },
		"go occurs in t, which is no state":     func(f *Flow) { f.Acts["go"] = []string{"t"} },
		"the record r is no act":                func(f *Flow) { f.Records = map[string]bool{"r": true} },
		"the act write is named like a class":   func(f *Flow) { f.Acts["write"] = []string{"s"} },
		"the act outline is named like a class": func(f *Flow) { f.Acts["outline"] = []string{"s"} },
	} {
		f := flow()
		spoil(&f)
		if _, err := (Catalogue{[]Flow{f}}).book(); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", why, err)
		}
	}
	f := flow()
	f.States["s"], f.States["t"], f.Acts["go"] = "", casemodel.Done, []string{"live", "t", "closing"}
	book, err := Catalogue{[]Flow{f}}.book()
	if err != nil || !slices.Equal(book.flows[0].Acts["go"], []string{"s", "t"}) {
		t.Errorf("classes are not spelt out: %v, %v", book, err)
	}
}

func TestEveryClassHasItsSentenceAndNamesActsThatExist(t *testing.T) {
	book, err := machines(t).book()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, r := range opened(t).Now().Rows() {
		used[r.Act] = true
	}
	for i, c := range Classes() {
		if slices.ContainsFunc(Classes()[:i], func(before Class) bool { return before.Name == c.Name }) {
			t.Errorf("%s is listed twice: an act of both counts twice", c.Name)
		}
		if c.Doc == "" || !used[c.Name] {
			t.Errorf("%s: %q, used %v", c.Name, c.Doc, used[c.Name])
		}
		for i, act := range c.Acts {
			if book.acts[act] == nil || slices.Contains(c.Acts[:i], act) {
				t.Errorf("%s: %s", c.Name, act)
			}
		}
	}
	for act, want := range map[string][]string{
		"see": {"read", "view", "outline", "dossier"}, "hint": {"read"}, "submit": {"write", "hand_in"},
		"reveal": {"write"}, "create": {"write"}, "lower_red": {"write"}, "declare_tie": nil, "backdate": nil, "edit": nil,
	} {
		if got := classesOf(act); !slices.Equal(got, want) {
			t.Errorf("%s carries %v, want %v", act, got, want)
		}
	}
}
