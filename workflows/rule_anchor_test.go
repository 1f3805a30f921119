package workflows

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

func TestAClockCountsFromItsAnchorOrWaits(t *testing.T) {
	rules := ruleBook(t)
	for _, c := range []struct {
		rule, start, facts string
		confirmed, simple  casemodel.Day
		want               casemodel.Day // "" while it waits
	}{
		{rule: "PM-14", start: "2026-03-01", want: "2026-03-01"},
		// E5: received on the 6th, accepted on the 8th
		{rule: "LD-01", start: "2026-05-08", facts: "received_on=2026-05-06", want: "2026-05-06"},
		{rule: "LD-01", start: "2026-05-08"},
		{rule: "LD-01", start: "2026-05-08", facts: "received_on=yesterday"},
		// E7: offline from the signed receipt, online from the confirmation before it
		{rule: "CT-M1", start: "2026-02-10", confirmed: "2026-02-09", want: "2026-02-10"},
		{rule: "CT-M3a", start: "2026-02-10", confirmed: "2026-02-09", want: "2026-02-09"},
		{rule: "CT-M3c", start: "2026-02-10"},
		// simple turned ordinary keeps the first acceptance
		{rule: "XF-05", start: "2026-01-20", want: "2026-01-20"},
		{rule: "XF-05", start: "2026-01-20", simple: "2026-01-10", want: "2026-01-10"},
		// E6: the later of treatment and acceptance; the other damages' dates do not matter
		{rule: "JT-03", start: "2026-07-10", facts: "damage=injury treatment_end_on=2026-07-01", want: "2026-07-10"},
		{rule: "JT-03", start: "2026-07-10", facts: "damage=injury treatment_end_on=2026-07-15", want: "2026-07-15"},
		{rule: "JT-03", start: "2026-07-10", facts: "damage=injury rated_on=2026-07-15"},
		{rule: "JT-03", start: "2026-07-10", facts: "damage=death funeral_end_on=2026-08-01 treatment_end_on=2026-09-01", want: "2026-08-01"},
		{rule: "JT-03", start: "2026-07-10", facts: "damage=disability rated_on=2026-08-02", want: "2026-08-02"},
		{rule: "JT-03", start: "2026-07-10", facts: "damage=property loss_fixed_on=2026-07-12", want: "2026-07-12"},
		{rule: "JT-03", start: "2026-07-10"}, // nobody has said which damage it is
		{rule: "PM-14"},
	} {
		r, _ := rules.Get(c.rule)
		day, known := r.Anchor.On(RuleDates{
			Start: casemodel.Day(c.start),
			Value: ruleFacts(c.facts),
			Event: func(act string) casemodel.Day { return map[string]casemodel.Day{"accept_delegation": c.confirmed}[act] },
			Clock: func(id string) casemodel.Day { return map[string]casemodel.Day{"XF-23b": c.simple}[id] },
		})
		if known != (c.want != "") || known && day != c.want {
			t.Errorf("%s started on %s with %q counts from %q (%t), want %q", c.rule, c.start, c.facts, day, known, c.want)
		}
	}
}

func TestAMatterThatKnowsNothingLetsTheClockWait(t *testing.T) {
	rules := ruleBook(t)
	for id, want := range map[string]bool{"PM-14": true, "XF-05": true, "LD-01": false, "CT-M3a": false, "JT-03": false} {
		r, _ := rules.Get(id)
		if _, known := r.Anchor.On(RuleDates{Start: "2026-03-01"}); known != want {
			t.Errorf("%s: known is %t", id, known)
		}
	}
}

// The agreed day of performance is the last day itself; the others as the
// acceptance examples of domain.md 10 count them.
func TestTheArithmeticIsTheCalendars(t *testing.T) {
	book, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	rules := ruleBook(t)
	for _, c := range []struct{ rule, anchor, due string }{
		{"PI-1", "2026-05-01", "2026-05-01"}, // a holiday: agreed is agreed
		{"FU-1", "2026-05-02", "2026-05-06"},
		{"JC-01", "2026-03-05", "2026-04-07"}, // E1
		{"XF-05", "2026-01-10", "2026-03-11"}, // E2
		{"XF-04", "2026-06-05", "2026-06-12"}, // E3
		{"LD-01", "2026-05-06", "2026-05-21"}, // E5
		{"JT-03", "2026-07-10", "2026-07-20"}, // E6
		{"CT-M1", "2026-02-10", "2026-03-12"}, // E7
		{"PM-17", "2023-06-01", "2026-06-01"}, // E17
	} {
		r, _ := rules.Get(c.rule)
		day, err := calendar.ParseDay(c.anchor)
		if err != nil {
			t.Fatal(err)
		}
		due, err := book.Due(r.Arith(), calendar.Anchor{On: day}, nil, day)
		if err != nil {
			t.Fatal(err)
		}
		if due.On.String() != c.due {
			t.Errorf("%s from %s is due on %s, want %s", c.rule, c.anchor, due.On, c.due)
		}
	}
}

func TestEveryRuleCanBeCounted(t *testing.T) {
	book, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	day, err := calendar.ParseDay("2026-03-01")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range ruleBook(t).All() {
		var segments []calendar.Segment
		if len(r.Pausable) > 0 {
			segments = append(segments, calendar.Segment{Kind: calendar.Pause, From: day.Add(1), To: day.Add(2), Reason: r.Pausable[0]})
		}
		if r.Extension != nil {
			segments = append(segments, calendar.Segment{Kind: calendar.Extension, N: max(1, r.Extension.MaxN), Unit: r.Extension.Unit})
		}
		if _, err := book.Due(r.Arith(), calendar.Anchor{On: day}, segments, day); err != nil {
			t.Errorf("%s: %v", r.ID, err)
		}
	}
}
