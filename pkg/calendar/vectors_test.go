package calendar

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// vector is one line of testdata/vectors.yaml; the file says what each key means.
type vector struct {
	ID     string
	Rule   string
	On     string
	At     string
	Segs   []string
	AsOf   string `yaml:"asof"`
	Raw    string
	Due    string
	Target string
	Prov   []int
	Paused bool
	Terms  string
	How    string
}

func TestDueDatesAreThoseCountedByHand(t *testing.T) {
	t.Parallel()
	b := book(t)
	for _, v := range vectors(t) {
		t.Run(v.ID, func(t *testing.T) {
			rule, anchor, segments, asOf := v.given(t)
			due, err := b.Due(rule, anchor, segments, asOf)
			if err != nil {
				t.Fatal(err)
			}
			got := fmt.Sprintf("raw %s on %s at %s target %s paused %t", due.Raw, due.On, due.At.Format(time.RFC3339), due.Target, due.Paused)
			if want := v.want(t); got != want {
				t.Errorf("%s\n got %s\nwant %s", v.How, got, want)
			}
			if prov := provisional(due); !slices.Equal(prov, v.Prov) || due.Provisional != (len(v.Prov) > 0) {
				t.Errorf("provisional for %v (%t), want %v", prov, due.Provisional, v.Prov)
			}
			if kinds := kindsOf(due.Terms); v.Terms != "" && kinds != v.Terms+provisionalTerms(v) {
				t.Errorf("explained by %s, want %s", kinds, v.Terms)
			}
		})
	}
}

func vectors(t testing.TB) []vector {
	t.Helper()
	data, err := os.ReadFile("testdata/vectors.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := yaml.UnmarshalWithOptions(data, &all, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, v := range all {
		if v.How == "" || seen[v.ID] {
			t.Fatalf("vector %q is not worked or not the only one", v.ID)
		}
		seen[v.ID] = true
	}
	return all
}

func (v vector) given(t testing.TB) (Rule, Anchor, []Segment, Day) {
	t.Helper()
	words := strings.Fields(v.Rule)
	var r Rule
	scan(t, words[0], &r.N)
	r.Unit, r.Start, r.Roll = Unit(words[1]), Start(words[2]), Roll(words[3])
	a := Anchor{On: day(t, v.On)}
	switch {
	case len(v.At) == len("15:04"):
		a.At = clock(t, a.On, v.At)
	case v.At != "":
		a.At = instant(t, v.At)
	}
	var asOf Day
	if v.AsOf != "" {
		asOf = day(t, v.AsOf)
	}
	segments := make([]Segment, 0, len(v.Segs))
	for _, s := range v.Segs {
		segments = append(segments, segment(t, s))
	}
	return r, a, segments, asOf
}

// segment reads "pause FROM..TO reason", "extension N UNIT" or "restart DAY[@HH:MM] [N UNIT]".
func segment(t testing.TB, text string) Segment {
	t.Helper()
	words := strings.Fields(text)
	s := Segment{Kind: SegmentKind(words[0])}
	switch s.Kind {
	case Pause:
		from, to, _ := strings.Cut(words[1], "..")
		s.From, s.Reason = day(t, from), words[2]
		if to != "" {
			s.To = day(t, to)
		}
	case Extension:
		scan(t, words[1], &s.N)
		s.Unit, s.Reason = Unit(words[2]), "approved"
	case Restart:
		from, at, _ := strings.Cut(words[1], "@")
		if s.From = day(t, from); at != "" {
			s.At = clock(t, s.From, at)
		}
		if len(words) == 4 {
			scan(t, words[2], &s.N)
			s.Unit = Unit(words[3])
		}
	}
	return s
}

func (v vector) want(t testing.TB) string {
	t.Helper()
	on := v.Due[:len(dateForm)]
	at := clock(t, day(t, on), "00:00").AddDate(0, 0, 1)
	if v.Due != on {
		at = instant(t, v.Due)
	}
	raw, target := v.Raw, v.Target
	if raw == "" {
		raw = on
	}
	if target == "" {
		target = on
	}
	return fmt.Sprintf("raw %s on %s at %s target %s paused %t", raw, on, at.Format(time.RFC3339), target, v.Paused)
}

func provisional(due Due) []int {
	var years []int
	for _, term := range due.Terms {
		if term.Kind == TermProvisional {
			years = append(years, term.N)
		}
	}
	return years
}

func provisionalTerms(v vector) string {
	if strings.HasSuffix(v.Terms, "provisional") {
		return ""
	}
	return strings.Repeat(" provisional", len(v.Prov))
}

func kindsOf(terms []Term) string {
	kinds := make([]string, 0, len(terms))
	for _, term := range terms {
		kinds = append(kinds, string(term.Kind))
	}
	return strings.Join(kinds, " ")
}
