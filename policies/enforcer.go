package policies

import (
	"errors"
	"fmt"
	"strings"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
)

// part is the piece of the table that can decide one act: the lines that name
// it, one of its classes or "*". Every other line fails the matcher's question
// about the act whatever else is asked, so leaving it out changes no answer
// (a test asks the whole table the same); a cold question costs a tenth.
type part struct {
	enforcer *casbin.Enforcer
	rows     []*Row   // in the table's order
	classes  string   // of the act, as a set
	acts     []string // the act and its classes
}

// slice cuts the table by acts. Acts that the same lines decide share a part.
func slice(b *book, rows []Row, conf string) (map[string]*part, error) {
	byAct := make(map[string]*part, len(b.acts))
	shared := map[string]*casbin.Enforcer{}
	for act, words := range b.acts {
		p := &part{classes: set(classesOf(act)), acts: words}
		var key strings.Builder
		for i := range rows {
			if in(rows[i].Act, p.acts) {
				p.rows = append(p.rows, &rows[i])
				fmt.Fprintf(&key, "%d ", i)
			}
		}
		if p.enforcer = shared[key.String()]; p.enforcer == nil {
			var err error
			if p.enforcer, err = newEnforcer(conf, p.rows); err != nil {
				return nil, err
			}
			shared[key.String()] = p.enforcer
		}
		byAct[act] = p
	}
	return byAct, nil
}

func newEnforcer(conf string, rows []*Row) (*casbin.Enforcer, error) {
	m, err := model.NewModelFromString(conf)
	if err != nil {
		return nil, fmt.Errorf("model.conf: %w", err)
	}
	for _, r := range rows {
		if err := m.AddPolicy("p", "p", r.values()); err != nil {
			return nil, fmt.Errorf("policy.csv:%d: %w", r.Line, err)
		}
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, fmt.Errorf("model.conf: %w", err)
	}
	e.AddFunction("has", has)
	// the matcher is compiled by the first question; a fault in it shows now and not at the counter
	if _, err := e.Enforce("|-|", "-", "|-|", "|-|", "-", "|-|", "|-|"); err != nil {
		return nil, fmt.Errorf("model.conf: %w", err)
	}
	return e, nil
}

// has finds a word in a set written "|a|b|". It allocates nothing.
func has(args ...any) (any, error) {
	if len(args) != 2 {
		return false, errors.New("has takes a set and a word")
	}
	words, ok := args[0].(string)
	word, fine := args[1].(string)
	if !ok || !fine {
		return false, errors.New("has takes texts")
	}
	return word == "*" || contains(words, word), nil
}

func contains(words, word string) bool {
	for words != "" {
		var first string
		first, words, _ = strings.Cut(words, "|")
		if first == word && word != "" {
			return true
		}
	}
	return false
}

// set writes words as the matcher reads them.
func set(words []string) string {
	var b strings.Builder
	b.WriteByte('|')
	for _, w := range words {
		b.WriteString(w)
		b.WriteByte('|')
	}
	return b.String()
}
