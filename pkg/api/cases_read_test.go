package api_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// casesDir holds the published disputes, as they were collected.
const casesDir = "../../testdata/cases"

// published is one case as a newspaper or a court told it.
type published struct {
	ID       string             `yaml:"id"`
	Place    string             `yaml:"place"`
	Category string             `yaml:"category"`
	Channel  string             `yaml:"source_channel"`
	Parties  []publishedParty   `yaml:"parties"`
	People   int                `yaml:"people_involved"`
	Agreed   *int64             `yaml:"amount_agreed"` // yuan
	Facts    string             `yaml:"facts"`
	Claims   []publishedClaim   `yaml:"claims"`
	Bodies   []publishedBody    `yaml:"bodies"`
	Track    []publishedEntry   `yaml:"track"`
	Terms    publishedAgreement `yaml:"agreement"`
	Rules    []publishedRule    `yaml:"our_rules"`
	Court    struct {
		Result string `yaml:"result"`
	} `yaml:"confirmation"`
	Outcome struct {
		Code string `yaml:"result_code"`
	} `yaml:"outcome"`
}

type publishedParty struct {
	Role  string `yaml:"role"`
	Kind  string `yaml:"kind"`
	Name  string `yaml:"name"`
	Count any    `yaml:"count"` // a number, or unknown
	Needs string `yaml:"needs"`
	Minor bool   `yaml:"is_minor"`
}

type publishedClaim struct {
	Kind   string `yaml:"kind"`
	Text   string `yaml:"text"`
	Amount *int64 `yaml:"amount"`
}

type publishedBody struct {
	Kind string `yaml:"kind"`
	Name string `yaml:"name"`
}

type publishedAgreement struct {
	Note  string          `yaml:"note"`
	Items []publishedItem `yaml:"items"`
}

type publishedItem struct {
	Debtor   string `yaml:"debtor"`
	Creditor string `yaml:"creditor"`
	Payer    string `yaml:"payer"`
	Kind     string `yaml:"kind"`
	Amount   *int64 `yaml:"amount"`
	Due      string `yaml:"due"` // a date, or words
	Periodic string `yaml:"periodic"`
	Note     string `yaml:"note"`
}

// publishedEntry is one step of a track. Without a flag it is a fact of the
// source; the others are a legal path between facts.
type publishedEntry struct {
	Machine     string `yaml:"machine"`
	Instance    int    `yaml:"instance"`
	Event       string `yaml:"event"`
	Role        string `yaml:"actor_role"`
	Date        string `yaml:"date"`
	Assumed     bool   `yaml:"assumed"`
	AssumedDate bool   `yaml:"assumed_date"`
	Note        string `yaml:"note"`
}

// publishedRule is where a rule of the program stands against a step as it was
// told: which rule, why, and how the step is taken all the same. Steps that
// come first are steps of the track brought forward, or such as the report is
// silent about.
type publishedRule struct {
	At    string           `yaml:"at"` // machine.event of the step
	Rule  string           `yaml:"rule"`
	Why   string           `yaml:"why"`
	First []publishedEntry `yaml:"first"`
	By    string           `yaml:"by"` // the role that does it instead
	// Result is the closing code that the program's rules give, where they give another.
	Result string `yaml:"result"`
}

// ruleAt is the rule against a step, nil where there is none.
func (p *published) ruleAt(e publishedEntry) *publishedRule {
	for i := range p.Rules {
		if p.Rules[i].At == e.Machine+"."+e.Event {
			return &p.Rules[i]
		}
	}
	return nil
}

// closes is the code the case is closed with.
func (p *published) closes() string {
	for _, rule := range p.Rules {
		if rule.Result != "" {
			return rule.Result
		}
	}
	return p.Outcome.Code
}

// machine names one matter of a track: two proceedings of a kind are told
// apart by their instance.
type machine struct {
	name     string
	instance int
}

func (e publishedEntry) machine() machine { return machine{e.Machine, max(e.Instance, 1)} }

// flagged entries are not in the source: somebody else than the role named may
// have done them.
func (e publishedEntry) flagged() bool { return e.Assumed || e.AssumedDate }

// short is S03 of S03-xinning-110-workers.
func (p *published) short() string { return p.ID[:3] }

// readCases reads every published case, in order.
func readCases(t *testing.T) []*published {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(casesDir, "S*.yaml"))
	if err != nil || len(files) != 24 {
		t.Fatalf("%d published cases found, want 24 (%v)", len(files), err)
	}
	all := make([]*published, 0, len(files))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p := &published{}
		if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(p); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, p)
	}
	return all
}

// readTable reads a tab-separated file: rows of so many cells, # for comments.
func readTable(t *testing.T, name string, cells int) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(casesDir, name))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for n, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != cells {
			t.Fatalf("%s:%d: %d cells, want %d", name, n+1, len(row), cells)
		}
		rows = append(rows, row)
	}
	return rows
}
