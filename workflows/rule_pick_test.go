package workflows

import (
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

const (
	hohhot   = "150100000000"
	ningbo   = "330203001000" // a street of 海曙区, 宁波
	shenzhen = "440305000000"
)

// ruleFacts turns "a=1 b=2" into a matter's fields.
func ruleFacts(facts string) func(string) string {
	values := map[string]string{}
	for pair := range strings.FieldsSeq(facts) {
		field, value, _ := strings.Cut(pair, "=")
		values[field] = value
	}
	return func(field string) string { return values[field] }
}

func TestPickChoosesTheOneRuleThatIsMeant(t *testing.T) {
	rules := ruleBook(t)
	for _, c := range []struct {
		ref, area, on, facts, want string
	}{
		{"PM-14", hohhot, "2026-03-01", "", "PM-14"},
		{"PM-14", ningbo, "2026-03-01", "", "PM-15a"},
		{"PM-14", shenzhen, "2026-03-01", "", "PM-15b"},
		{"PM-14", "330000000000", "2026-03-01", "", "PM-14"}, // the province is not the city
		{"PM-14", "330300000000", "2026-03-01", "", "PM-14"}, // nor is the next city
		{"PM-14", "", "2026-03-01", "", "PM-14"},
		{"PM-15a", ningbo, "2026-03-01", "", "PM-15a"},
		{"PM-15a", hohhot, "2026-03-01", "", ""},
		{"PM-16a", hohhot, "2026-03-01", "", "PM-16a"},
		{"PM-16", hohhot, "2026-03-01", "", ""}, // three different clocks are no family
		{"PM-99", hohhot, "2026-03-01", "", ""},

		{"ZZ-03", hohhot, "2026-03-01", "", "ZZ-03a"},
		{"ZZ-03", hohhot, "2026-03-01", "urgency=normal", "ZZ-03a"},
		{"ZZ-03", hohhot, "2026-03-01", "urgency=urgent", "ZZ-03b"},
		{"ZZ-03", hohhot, "2026-03-01", "urgency=extra", "ZZ-03b"},
		{"ZZ-03a", hohhot, "2026-03-01", "urgency=extra", "ZZ-03a"}, // a letter means itself
		{"ZZ-04", hohhot, "2026-03-01", "complexity=simple", "ZZ-04a"},
		{"ZZ-04", hohhot, "2026-03-01", "complexity=ordinary", "ZZ-04b"},
		{"ZZ-04", hohhot, "2026-03-01", "complexity=complex", "ZZ-04c"},
		{"ZZ-04", hohhot, "2026-03-01", "", "ZZ-04b"},
		{"ZZ-06", hohhot, "2026-03-01", "risk=red", "ZZ-05a"},
		{"ZZ-06", hohhot, "2026-03-01", "risk=orange", "ZZ-06a"},
		{"ZZ-06", hohhot, "2026-03-01", "risk=yellow", "ZZ-06b"},
		{"ZZ-06", hohhot, "2026-03-01", "risk=blue", "ZZ-06c"},
		{"ZZ-06", hohhot, "2026-03-01", "", "ZZ-06c"},
		{"YL-10", hohhot, "2026-03-01", "", "YL-10a"},
		{"YL-10", hohhot, "2026-03-01", "frozen=yes", "YL-10b"},

		{"CT-M", hohhot, "2026-03-01", "", "CT-M1"},
		{"CT-M", hohhot, "2026-03-01", "delegation=pre_filing online=no", "CT-M1"},
		{"CT-M", hohhot, "2026-03-01", "delegation=pre_filing procedure=summary online=no", "CT-M1"},
		{"CT-M", hohhot, "2026-03-01", "delegation=entrusted", "CT-M2a"},
		{"CT-M", hohhot, "2026-03-01", "delegation=entrusted procedure=ordinary online=no", "CT-M2a"},
		{"CT-M", hohhot, "2026-03-01", "delegation=entrusted procedure=summary online=no", "CT-M2b"},
		{"CT-M", hohhot, "2026-03-01", "delegation=pre_filing online=yes", "CT-M3a"},
		{"CT-M", hohhot, "2026-03-01", "delegation=entrusted procedure=ordinary online=yes", "CT-M3b"},
		{"CT-M", hohhot, "2026-03-01", "delegation=entrusted procedure=summary online=yes", "CT-M3c"},

		{"XFZ-01", hohhot, "2026-04-14", "", "XFZ-01-old"},
		{"XFZ-01", hohhot, "2026-04-15", "", "XFZ-01"},
		{"XFZ-02", hohhot, "2026-04-14", "", "XFZ-02-old"},
		{"XFZ-02", hohhot, "2026-04-15", "", "XFZ-02"},
		{"XFZ-02", hohhot, "", "", "XFZ-02"}, // no day yet: what is law still
		{"XFZ-02-old", hohhot, "", "", ""},
		{"XFZ-03", hohhot, "2026-04-14", "", "XFZ-03-old"},
		{"XFZ-03", hohhot, "2026-04-15", "", "XFZ-03"},
		{"XF-05", hohhot, "2022-04-30", "", ""},
		{"XF-05", hohhot, "2022-05-01", "", "XF-05"},

		{"XZ-01", hohhot, "2026-03-01", "complexity=complex", "XZ-01d"},
		{"XZ-01", shenzhen, "2026-03-01", "", "XZ-01a"},
		{"XZ-01", shenzhen, "2026-03-01", "complexity=complex", "XZ-01b"},
		{"XZ-01c", shenzhen, "2026-03-01", "", "XZ-01c"},
		{"XZ-01c", hohhot, "2026-03-01", "", ""},
		{"PM-19", hohhot, "2026-03-01", "", ""},

		{"LD-06a", hohhot, "2026-03-01", "route=labour_arbitration", "LD-06a"},
		{"LD-06a", hohhot, "2026-03-01", "route=litigation", ""},
		{"LD-06a", hohhot, "2026-03-01", "", ""},
		{"FY-01", hohhot, "2026-03-01", "route=legal_aid", "FY-01"},

		{"PM-13", hohhot, "2026-03-01", "", ""}, // aliases have no clock to start
		{"XF-06", hohhot, "2026-03-01", "", ""},
		{"JC-01", hohhot, "2026-03-01", "", "JC-01"},
	} {
		got, ok := rules.Pick(c.ref, c.area, casemodel.Day(c.on), ruleFacts(c.facts))
		id := ""
		if ok {
			id = got.ID
		}
		if id != c.want {
			t.Errorf("%s in %q on %q with %q is %q, want %q", c.ref, c.area, c.on, c.facts, id, c.want)
		}
	}
	if r, ok := rules.Pick("ZZ-04", hohhot, "2026-03-01", nil); !ok || r.ID != "ZZ-04b" {
		t.Error("a matter that knows nothing gets the default letter")
	}
}

// A province, its city and its county may each have a rule in place of the
// national one; the nearest that is law wins, with its own letters.
func TestTheNearestLocalRuleWins(t *testing.T) {
	rules := ruleLoad(t, "testdata/rule_nested.yaml")
	for _, c := range []struct{ area, on, facts, want string }{
		{hohhot, "2026-03-01", "", "NA-1"},
		{"330300000000", "2026-03-01", "", "NA-33"},
		{"331002000000", "2026-03-01", "", "NA-3310"}, // of two in the same place the nearer,
		{"331102000000", "2026-03-01", "", "NA-3311"}, // wherever it stands in the file
		{"330206000000", "2026-03-01", "", "NA-3302"},
		{ningbo, "2026-03-01", "", "NA-330203"},
		{ningbo, "2025-03-01", "", "NA-3302"}, // the county's own came later
		{"330206000000", "2026-03-01", "urgency=urgent", "NA-3302-urgent"},
		{ningbo, "2026-03-01", "urgency=urgent", "NA-3302-urgent"}, // the county replaces the city's ordinary letter only
	} {
		got, ok := rules.Pick("NA-1", c.area, casemodel.Day(c.on), ruleFacts(c.facts))
		if !ok || got.ID != c.want {
			t.Errorf("in %s on %s with %q: %+v, want %s", c.area, c.on, c.facts, got, c.want)
		}
	}
	for on, want := range map[casemodel.Day]string{"2025-12-31": "NA-2-old", "2026-01-01": "NA-2"} {
		if got, ok := rules.Pick("NA-2", hohhot, on, nil); !ok || got.ID != want {
			t.Errorf("on %s: %+v, want %s", on, got, want)
		}
	}
	if all := rules.Family("NA-1"); len(all) != 7 {
		t.Errorf("the family has %d rules", len(all))
	}
}

func TestAFamilyIsWhatAReferenceMayMean(t *testing.T) {
	rules := ruleBook(t)
	for ref, want := range map[string]string{
		"ZZ-03":  "ZZ-03a ZZ-03b",
		"ZZ-03b": "ZZ-03b",
		"ZZ-06":  "ZZ-05a ZZ-06a ZZ-06b ZZ-06c",
		"CT-M":   "CT-M1 CT-M2a CT-M2b CT-M3a CT-M3b CT-M3c",
		"PM-14":  "PM-14 PM-15a PM-15b",
		"PM-15b": "PM-15b",
		"XZ-01":  "XZ-01a XZ-01b XZ-01d",
		"XZ-01d": "XZ-01a XZ-01b XZ-01d",
		"XFZ-02": "XFZ-02 XFZ-02-old",
		"JC-01":  "JC-01",
		"PM-13":  "",
		"ZZ-09":  "",
		"ZZ-09a": "",
		"nought": "",
	} {
		var ids []string
		for _, r := range rules.Family(ref) {
			ids = append(ids, r.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s means %q, want %q", ref, got, want)
		}
	}
}

// Stops and the store find a clock by its family: a matter in Ningbo runs PM-15a
// and `stops: [PM-14]` meets it.
func TestLocalRulesAnswerToTheFamilyTheyReplaceIn(t *testing.T) {
	rules := ruleBook(t)
	for id, family := range map[string]string{"PM-15a": "PM-14", "PM-15b": "PM-14", "XZ-01b": "XZ-01", "XFZ-01-old": "XFZ-01", "JC-01": "JC-01"} {
		if r, _ := rules.Get(id); r.Family != family {
			t.Errorf("%s is of family %q, want %q", id, r.Family, family)
		}
	}
}

func TestOneClockOfASlotRunsOnAMatter(t *testing.T) {
	slots := map[string][]string{}
	for _, r := range ruleBook(t).All() {
		if r.Slot != "" {
			slots[r.Slot] = append(slots[r.Slot], r.ID)
		}
	}
	want := map[string]string{
		"term":     "PM-14 PM-15a PM-15b PM-16b CT-M1 CT-M2a CT-M2b CT-M3a CT-M3b CT-M3c YL-03 YL-05 LD-01 JT-03 XFZ-02 XFZ-02-old XZ-02 SS-02b",
		"decision": "YL-04 XFZ-01 XFZ-01-old XZ-01a XZ-01b XZ-01d",
	}
	for slot, ids := range want {
		if got := strings.Join(slots[slot], " "); got != ids {
			t.Errorf("slot %s has %s, want %s", slot, got, ids)
		}
	}
	if len(slots) != len(want) {
		t.Errorf("slots %v", slots)
	}
}

func TestTheListOfRulesCannotBeSpoiled(t *testing.T) {
	rules := ruleBook(t)
	all := rules.All()
	slices.Reverse(all)
	if rules.All()[0].ID != "PM-13" {
		t.Error("the order was changed from outside")
	}
}
