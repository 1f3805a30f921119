package workflows

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// ruleSource reads testdata/rule_source.tsv: the durations of the verified
// deadline-rules.yaml as they were handed to us, by column name.
func ruleSource(t *testing.T) []map[string]string {
	t.Helper()
	data, err := os.ReadFile("testdata/rule_source.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	columns := strings.Split(lines[0], "\t")
	rows := make([]map[string]string, 0, len(lines)-1)
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range strings.Split(line, "\t") {
			row[columns[i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// The kinds we lowered: no page may call these figures statutory.
var ruleLowered = map[string]string{
	"XF-23a": RuleDefault, // the figure is in no text
	"XF-23b": RuleWork,    // a trial measure whose article nobody has read
	"XFZ-03": RuleWork,    // figure and article under order 121 unread
	"LD-08":  RuleInfo,    // the figure is from memory
	"JB-01":  RuleWork,    // the statute says at once, the two hours are ours
	"WC-01":  RuleWork,
}

func TestAllDurationsOfTheSourceAreThereUnchanged(t *testing.T) {
	rules, rows := ruleBook(t), ruleSource(t)
	if len(rows) != 117 {
		t.Fatalf("the source has 117 durations, the copy %d", len(rows))
	}
	for i, row := range rows {
		r := rules.All()[i]
		kind := row["kind"]
		if lowered := ruleLowered[r.ID]; lowered != "" {
			kind = lowered
		}
		for column, got := range map[string]string{
			"id": r.ID, "title": r.Title, "law": r.Source.Law, "article": r.Source.Article, "tag": r.Tag, "note": r.Note,
			"n": strconv.Itoa(r.Count.N), "unit": string(r.Count.Unit), "start": string(r.Count.Start), "roll": string(r.Count.Roll),
			"jurisdiction": r.Jurisdiction, "valid_from": string(r.ValidFrom), "valid_to": string(r.ValidTo), "pausable": strings.Join(r.Pausable, " "),
		} {
			if got != row[column] {
				t.Errorf("%s: %s is %q, the source says %q", row["id"], column, got, row[column])
			}
		}
		if r.Kind != kind {
			t.Errorf("%s: kind is %q, want %q", r.ID, r.Kind, kind)
		}
		if warn := strings.Join(r.Warn, " "); r.SameAs == "" && warn != row["warn_at"] {
			t.Errorf("%s warns at %q, the source says %q", r.ID, warn, row["warn_at"])
		}
	}
	for _, r := range rules.All() {
		if own := r.Own; own != (r.path >= "$.own" && r.path < "$.p") {
			t.Errorf("%s: own is %t", r.ID, own)
		}
	}
}

// The words of the source (auto_fail, right_lapses, escalate …) became events,
// records or flags.
func TestEveryExpiryWordBecameAnEventARecordOrAFlag(t *testing.T) {
	rules := ruleBook(t)
	fires := map[string]string{
		"PM-14": "urge_term", "PM-16b": "urge_term", "SS-02b": "urge_term", "LD-01": "open_arbitration_right",
		"PM-15a": "terminate", "PM-15b": "terminate", "JC-01": "lapse", "XF-07": "conclude", "XF-09": "conclude",
		"CT-M1": "expire_term", "CT-M2a": "expire_term", "CT-M2b": "expire_term", "CT-M3a": "expire_term", "CT-M3b": "expire_term", "CT-M3c": "expire_term",
		"YL-03": "expire_term", "YL-05": "expire", "XZ-02": "expire", "XFZ-02": "expire", "XFZ-02-old": "expire", "JT-03": "expire", "ZA-03": "expire",
		"HO-1": "time_out", "HO-2": "time_out", "PI-1": "mark_overdue",
	}
	records := map[string]bool{"urge_term": true, "open_arbitration_right": true}
	for _, r := range rules.All() {
		event, record := r.Expires()
		want := fires[r.ID]
		if got := event + record; got != want || (record != "") != records[want] {
			t.Errorf("%s fires event %q, record %q, want %q", r.ID, event, record, want)
		}
		if r.SameAs == "" && r.FlagOnly != (want == "") {
			t.Errorf("%s: flag_only is %t", r.ID, r.FlagOnly)
		}
		// What ends a proceeding or a right waits for the morning, so that Friday's signature can still be recorded.
		undoable := map[string]bool{"": true, "urge_term": true, "open_arbitration_right": true, "time_out": true, "mark_overdue": true}
		if r.Irreversible == undoable[want] {
			t.Errorf("%s: irreversible is %t", r.ID, r.Irreversible)
		}
	}
	for _, row := range ruleSource(t) {
		if row["on_expiry"] == "auto_fail" && fires[row["id"]] == "" {
			t.Errorf("%s fails by itself in the source and does not here", row["id"])
		}
	}
	for _, id := range []string{"PM-15a", "PM-15b"} {
		if r, _ := rules.Get(id); r.OnExpiry.With["reason"] != "expired" {
			t.Errorf("%s does not say why it terminates", id)
		}
	}
	if r, _ := rules.Get("PI-1"); r.Remind == nil || r.Remind.Event != "remind" || r.Warn[0] != "3d" {
		t.Error("PI-1 reminds three days before")
	}
}

// Everything else is a duty: it feeds DueAt and the red numbers.
var ruleNoDuty = map[casemodel.DeadlineClass]string{
	casemodel.Cliff: "PM-13 JC-01",
	casemodel.Right: "JC-12b JC-13 CT-M4b XF-04 XF-07 XF-09 LD-01 LD-05 LD-08 JT-01 JT-02 JT-04b JT-07 JB-05 JC-S",
	casemodel.Soft:  "PM-14 PM-16a PM-16b PM-16c CT-M6 XF-23a XZ-01c SS-02b ZZ-08 SU-1",
	casemodel.Information: "JC-09 JC-10a JC-10b JC-12a JC-12c CT-M4a CT-M16 YL-10a YL-10b YL-11 YL-14b LD-06a LD-06b TD-02 ZA-04 " +
		"JB-02 JB-03 JB-04 FY-01 FY-02 FY-03 SEC-01 RT-01 SV-3 DC-3 BL-1 PI-1 UG-1",
}

func TestOnlyOurOwnDutiesCanBeBreached(t *testing.T) {
	got := map[casemodel.DeadlineClass][]string{}
	for _, r := range ruleBook(t).All() {
		got[r.Class] = append(got[r.Class], r.ID)
		if r.Statutory() != (r.Kind == "statutory") {
			t.Errorf("%s: statutory is %t", r.ID, r.Statutory())
		}
	}
	for class, want := range ruleNoDuty {
		if ids := strings.Join(got[class], " "); ids != want {
			t.Errorf("%s are\n%s\nwant\n%s", class, ids, want)
		}
	}
	if n := len(got[casemodel.Duty]); n != 79 {
		t.Errorf("%d duties", n)
	}
}

// A word nobody uses would be a field the definitions declare for nothing.
func TestEveryDeclaredWordIsUsedBySomeRule(t *testing.T) {
	rules, used := ruleBook(t), map[string]bool{}
	for _, r := range rules.All() {
		used[r.Anchor.Field] = true
		for _, one := range r.Anchor.LatestOf {
			used[one.Field] = true
			for field := range one.When {
				used[field] = true
			}
		}
		for _, when := range []RuleWhen{r.When, r.Only} {
			for field := range when {
				used[field] = true
			}
		}
	}
	for _, date := range rules.Dates {
		if !used[date] {
			t.Errorf("no anchor names the date %s", date)
		}
	}
	for field := range rules.Values {
		if !used[field] {
			t.Errorf("no rule asks for %s", field)
		}
	}
}
