package workflows

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ruleBook loads the rules that come with the program.
func ruleBook(t *testing.T) *Rules {
	t.Helper()
	return ruleLoad(t, "deadlines.yaml")
}

func ruleLoad(t *testing.T, file string) *Rules {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := LoadRules(data, filepath.Base(file))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Every bad file is the good one with one mistake; its first line says what must
// be refused and where: "# 12: there is no class".
func TestTheLoaderRefusesWithFileAndLine(t *testing.T) {
	files, err := filepath.Glob("testdata/rule_bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no bad files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(data), "\n")
			line, what, _ := strings.Cut(strings.TrimPrefix(first, "# "), ": ")
			rules, err := LoadRules(data, "bad.yaml")
			if err == nil {
				t.Fatal("it was taken")
			}
			got := err.Error()
			if !strings.HasPrefix(got, "bad.yaml:"+line+": ") || !strings.Contains(got, what) {
				t.Errorf("got %s\nwant line %s: %s", got, line, what)
			}
			if strings.Contains(got, "\n") {
				t.Errorf("one mistake was refused more than once:\n%s", got)
			}
			if rules != nil {
				t.Error("refused rules were handed out")
			}
		})
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	data, err := os.ReadFile("testdata/rule_good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	data = bytes.ReplaceAll(data, []byte("class: soft"), []byte("class: hard"))
	_, err = LoadRules(data, "bad.yaml")
	if err == nil || strings.Count(err.Error(), `there is no class "hard"`) != 3 {
		t.Errorf("want three faults, got %v", err)
	}
}

func TestAnEntryLeavesOutWhatGoesWithoutSaying(t *testing.T) {
	r := ruleLoad(t, "testdata/rule_good.yaml")
	a, _ := r.Get("AA-1")
	if a.Family != "AA-1" || a.Jurisdiction != "CN" || !a.Ready || a.Own {
		t.Errorf("AA-1: family %q, jurisdiction %q, ready %t, own %t", a.Family, a.Jurisdiction, a.Ready, a.Own)
	}
	local, _ := r.Get("AA-3")
	if local.Family != "AA-1" {
		t.Errorf("a local rule is of the family of what it replaces, not of %q", local.Family)
	}
	if own, _ := r.Get("OW-1"); !own.Own {
		t.Error("OW-1 is ours")
	}
	if _, ok := r.Get("AA-2"); ok {
		t.Error("a family is no rule")
	}
}

func TestTheHashIsOfTheContentNotOfTheLayout(t *testing.T) {
	data, err := os.ReadFile("testdata/rule_good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sha := func(old, now string) string {
		t.Helper()
		r, err := LoadRules(bytes.Replace(data, []byte(old), []byte(now), 1), "x.yaml")
		if err != nil {
			t.Fatal(err)
		}
		rule, _ := r.Get("AA-1")
		return rule.SHA
	}
	was := sha("", "")
	if len(was) != 64 {
		t.Fatalf("sha %q", was)
	}
	for _, layout := range [][2]string{
		{"values:", "# a comment\nvalues:"},
		{"    title: 甲\n    kind: statutory\n", "    kind: statutory\n    title: '甲'\n"},
		{"{n: 3, unit: working_day, start: next_day, roll: none}", "{roll: none, start: next_day, unit: working_day, n: 3}"},
		{"    title: 甲\n", "    title: 甲\n    jurisdiction: CN\n    ready: true\n"},
	} {
		if sha(layout[0], layout[1]) != was {
			t.Errorf("%q changed the hash", layout[1])
		}
	}
	for _, content := range [][2]string{
		{"n: 3", "n: 4"},
		{"title: 甲", "title: 癸"},
		{"article: '7'", "article: '17'"},
		{"event: end_it", "event: close_it"},
		{"pausable: [appraisal]", "pausable: []"},
	} {
		if sha(content[0], content[1]) == was {
			t.Errorf("%q left the hash as it was", content[1])
		}
	}
}
