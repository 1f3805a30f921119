package workflows

import (
	"strconv"
	"strings"
	"testing"
)

// Converted, shown on the page of rules, but not to be started yet. A machine
// that is completed takes its rules off this list.
const rulesNotReady = `
PM-16c PM-17 PM-19 JC-10a JC-10b JC-12c CT-M4a CT-M4b
XF-01 XF-02 XF-03 XF-04 XF-05 XF-06 XF-07 XF-08 XF-09 XF-10 XF-22 XF-23a XF-23b
YL-10a YL-10b YL-11 YL-13 YL-14b LD-05 JB-01 JB-04 JB-05 WC-01 SEC-01
ZZ-05b ZZ-11a ZZ-11b SV-1 SV-2 SV-3 SV-5a SV-5b BL-1
LT-1 LT-2 BL-2 BL-3 BL-4 BL-5`

func TestTheRulesThatAreNotReadyAreListed(t *testing.T) {
	list := ruleBook(t).NotReady()
	ids := make([]string, len(list))
	for i, r := range list {
		ids[i] = r.ID
		if r.Why == "" || r.Ready {
			t.Errorf("%s does not say why it is not ready", r.ID)
		}
	}
	if got, want := strings.Join(ids, " "), strings.Join(strings.Fields(rulesNotReady), " "); got != want {
		t.Errorf("not ready are\n%s\nwant\n%s", got, want)
	}
}

func TestNoRuleOfAMachineThatIsNotThereIsReady(t *testing.T) {
	there := map[string]bool{
		"dispute_case": true, "peoples_mediation": true, "performance_item": true, "follow_up": true, "approval": true,
		"medical": true, "labour": true, "traffic": true, "commercial": true,
		"court_delegated": true, "administrative_mediation": true, "handover": true, "judicial_confirmation": true,
	}
	for _, r := range ruleBook(t).All() {
		if workflow, _, _ := strings.Cut(r.Trigger, "."); r.Ready && !there[workflow] {
			t.Errorf("%s is ready and starts on %s", r.ID, r.Trigger)
		}
	}
}

func TestDurationsWithoutAClockOfTheirOwnNameTheClockThatRuns(t *testing.T) {
	want := map[string]string{"PM-13": "JC-01", "XF-06": "XF-05", "ZZ-09a": "FU-1", "ZZ-09b": "FU-1", "ZZ-09c": "FU-1"}
	rules := ruleBook(t)
	for _, r := range rules.All() {
		if r.SameAs != want[r.ID] {
			t.Errorf("%s is the same as %q, want %q", r.ID, r.SameAs, want[r.ID])
		}
	}
	alias, _ := rules.Get("XF-06")
	clock, _ := rules.Get("XF-05")
	if e := clock.Extension; e.Total != alias.Count.N || e.Unit != alias.Count.Unit || e.Times != 0 {
		t.Errorf("XF-05 is extended by %d %s in all, XF-06 says %d", e.Total, e.Unit, alias.Count.N)
	}
}

func TestWhatRunsOnSaysWhatKeepsItRunning(t *testing.T) {
	rules := ruleBook(t)
	for id, want := range map[string]string{
		"ZZ-05b": "every day until joint_control", "SV-5b": "every month until listed",
		"ZZ-11a": "every month on 25", "ZZ-11b": "every xun on 1", "BL-4": "every month", "BL-5": "every month",
		"ZZ-08":  "reset by log_session contact adjourn open_session",
		"ZZ-05a": "rekeyed by grade_risk", "ZZ-06a": "rekeyed by grade_risk", "ZZ-06b": "rekeyed by grade_risk", "ZZ-06c": "rekeyed by grade_risk",
	} {
		r, _ := rules.Get(id)
		if got := ruleRhythm(r); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

func ruleRhythm(r *Rule) string {
	var words []string
	if r.Every != "" {
		words = append(words, "every", r.Every)
	}
	if r.FixedDay != 0 {
		words = append(words, "on", strconv.Itoa(r.FixedDay))
	}
	if r.Until != "" {
		words = append(words, "until", r.Until)
	}
	if len(r.ResetsOn) > 0 {
		words = append(words, "reset by", strings.Join(r.ResetsOn, " "))
	}
	if len(r.RekeyOn) > 0 {
		words = append(words, "rekeyed by", strings.Join(r.RekeyOn, " "))
	}
	return strings.Join(words, " ")
}
