package casework_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// story is a file of testdata/scenarios.
type story struct {
	Title string `yaml:"title"`
	At    string `yaml:"at"` // CITYPLACE: registered where only the city has a centre
	Draft bool   `yaml:"draft"`
	Steps []beat `yaml:"steps"`
}

// beat is one step of a story.
type beat struct {
	By      string         `yaml:"by"`
	On      string         `yaml:"on"` // workflow of the newest such child; the case when empty
	Do      string         `yaml:"do"`
	With    map[string]any `yaml:"with"`
	Is      string         `yaml:"is"`
	Case    string         `yaml:"case"`
	Result  string         `yaml:"result"`
	Refused string         `yaml:"refused"`
	Advance string         `yaml:"advance"`
}

// The stories run as told on both databases, and together they fire every
// event of the five complete machines at least once.
func TestTheStoriesRunAsTold(t *testing.T) {
	files, err := filepath.Glob("../../testdata/scenarios/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories (%v)", err)
	}
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		fired := map[string]bool{}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var s story
			if err := yaml.UnmarshalWithOptions(b, &s, yaml.Strict()); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			tell(t, w, filepath.Base(file), s, fired)
		}
		for _, workflow := range []string{"dispute_case", "peoples_mediation", "performance_item", "follow_up", "approval"} {
			for _, e := range w.Flows.Latest(workflow).Events {
				if !fired[workflow+"."+e.ID] {
					t.Errorf("no story fires %s.%s", workflow, e.ID)
				}
			}
		}
	})
}

func tell(t *testing.T, w *worktest.World, file string, s story, fired map[string]bool) {
	t.Helper()
	w.Clock.Set(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	r := worktest.Quarrel()
	if s.At == "CITYPLACE" {
		r.Area = "150100000000"
	}
	if s.Draft {
		no := false
		r.Submit = &no
	}
	other := w.Register(worktest.Quarrel())
	var root casemodel.ID
	if s.At == "" {
		root = w.Register(r)
	} else {
		root = w.RegisterAs("cityboss", r)
	}
	fired["dispute_case.submit"] = true
	for i, b := range s.Steps {
		step(t, w, root, other, b, func(format string, args ...any) {
			t.Helper()
			t.Errorf("%s, step %d (%s): "+format, append([]any{file, i + 1, b.Do}, args...)...)
		}, fired)
	}
}

func step(t *testing.T, w *worktest.World, root, other casemodel.ID, b beat, fault func(string, ...any), fired map[string]bool) {
	t.Helper()
	if b.Advance != "" {
		d, err := time.ParseDuration(b.Advance)
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(d)
		if _, err := w.Sweep(context.Background()); err != nil {
			fault("sweep: %v", err)
		}
		for _, m := range w.Family(root) {
			for _, e := range journal(t, w, m.ID) {
				fired[m.Workflow+"."+e.Act] = true
			}
		}
		return
	}
	m := w.Matter(root)
	if b.On != "" {
		m = newest(t, w, root, b.On)
	}
	if b.Do != "" {
		before := map[string]string(nil)
		if b.Refused != "" {
			before = prints(t, w)
		}
		fields, clocks := spell(t, w, root, other, b.With), clocksOf(t, w, root)
		seen, lost := w.Outlook(context.Background(), w.Who[b.By], m.ID, b.Do, casework.Input{Fields: fields})
		out, err := w.Try(b.By, m.ID, b.Do, fields)
		var refused *casemodel.Error
		switch {
		case b.Refused != "":
			if !errors.As(err, &refused) || string(refused.Kind) != b.Refused {
				fault("%v, want %s", err, b.Refused)
			}
			if !maps.Equal(before, prints(t, w)) {
				fault("the refusal wrote something")
			}
			return
		case err != nil:
			fault("%v", err)
			return
		}
		if lost == nil && out.Approval == "" {
			cameTrue(t, w, b.Do, m, seen[0], clocks, out)
		}
		for _, f := range out.Fired {
			fired[w.Matter(f.MatterID).Workflow+"."+f.Event] = true
		}
	}
	if b.On != "" && b.Is != "" {
		if got := newest(t, w, root, b.On); got.State != b.Is && w.Matter(m.ID).State != b.Is {
			fault("%s is %s, want %s", b.On, got.State, b.Is)
		}
	}
	if head := w.Matter(root); b.Case != "" && head.State != b.Case || b.Result != "" && head.Result != b.Result {
		fault("the case is %s with %q, want %s with %q", head.State, head.Result, b.Case, b.Result)
	}
}

// newest is the latest child of a workflow or of one that stands on it.
func newest(t *testing.T, w *worktest.World, root casemodel.ID, workflow string) *casemodel.Matter {
	t.Helper()
	var found *casemodel.Matter
	for _, m := range w.Family(root) {
		if m.ID != root && w.Flows.Latest(m.Workflow).Is(workflow) {
			found = m
		}
	}
	if found == nil {
		t.Fatalf("no %s under the case", workflow)
	}
	return found
}

// spell puts ids in the place of the stories' words.
func spell(t *testing.T, w *worktest.World, root, other casemodel.ID, with map[string]any) worktest.F {
	t.Helper()
	in := worktest.F{}
	for k, v := range with {
		in[k] = word(t, w, root, other, v)
	}
	return in
}

func word(t *testing.T, w *worktest.World, root, other casemodel.ID, v any) any {
	t.Helper()
	if list, ok := v.([]any); ok {
		spelt := make([]any, len(list))
		for i := range list {
			spelt[i] = word(t, w, root, other, list[i])
		}
		return spelt
	}
	s, ok := v.(string)
	if !ok || !strings.HasPrefix(s, "$") {
		return v
	}
	parties := w.Parties(root)
	parts := strings.Split(s[1:], ":")
	item := worktest.F{"debtor": string(parties[1]), "creditor": string(parties[0]), "kind": "pay", "what": "compensation"}
	switch parts[0] {
	case "parties":
		return []any{string(parties[0]), string(parties[1])}
	case "first":
		return string(parties[0])
	case "second":
		return string(parties[1])
	case "consents":
		return w.Consents(root)
	case "body":
		return w.Body(parts[1])
	case "user":
		return w.User(parts[1])
	case "case":
		return string(other)
	case "file":
		return string(upload(t, w, parts[1]))
	case "pay":
		item["amount"], item["due"] = parts[1], parts[2]
	case "paid":
		item["amount"], item["paid_now"] = parts[1], true
	case "monthly":
		item["amount"], item["due"], item["every"], item["until"] = parts[1], parts[2], "month", parts[3]
	default:
		t.Fatalf("no word %s", s)
	}
	return []any{item}
}

// Every deadline that a story started explains itself: its terms begin with
// the day it counts from and end on the day it is due.
func TestEveryDeadlineExplainsItself(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.Signing(t, "3000", "2026-04-01")
		w.Must("seal", proceeding, "affix_seal", nil)
		v, err := w.Case(context.Background(), w.Who["director"], root)
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Deadlines) < 3 {
			t.Fatalf("%d deadlines", len(v.Deadlines))
		}
		for _, c := range v.Deadlines {
			if c.Deadline.State == casemodel.ClockAwaiting {
				continue
			}
			if c.Rule == nil || len(c.Terms) < 2 || c.Terms[0].Kind != "start" || c.Rule.Source.Law == "" {
				t.Errorf("%s is explained by %v", c.Deadline.RuleID, c.Terms)
			}
		}
	})
}

func TestJournalsVerifyAfterTheStories(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.Signing(t, "3000", "2026-04-01")
		w.Must("seal", proceeding, "affix_seal", nil)
		dir := t.TempDir()
		if _, err := w.DB.WriteAnchor(context.Background(), dir); err != nil {
			t.Fatal(err)
		}
		var findings []store.Finding
		if _, err := w.DB.Verify(context.Background(), dir, func(f store.Finding) { findings = append(findings, f) }); err != nil {
			t.Fatal(err)
		}
		if broken := slices.DeleteFunc(findings, func(f store.Finding) bool { return f.Kind == store.Erased }); len(broken) > 0 {
			t.Errorf("an untouched journal is broken: %v", broken)
		}
		if len(journal(t, w, root)) < 5 {
			t.Error("the journal is short")
		}
	})
}
