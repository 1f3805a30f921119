package policies

import (
	"slices"
	"strings"
	"sync"

	"github.com/jiefen/jiefen/casemodel"
)

// Question is one request for permission. The acting membership brings Roles
// and Body, the definition Flows (its lineage), the matter State and Class,
// RelSet Rels. ActClasses may stay empty: the gate knows what every act
// carries and adds nothing that a caller names.
type Question struct {
	Roles      []string
	Body       string
	Flows      []string
	State      string
	Class      casemodel.Class
	Act        string
	ActClasses []string
	Rels       []string
}

// Answer is the decision and the line that made it; Row is "" when no line
// allows and none denies.
type Answer struct {
	Allow  bool
	Row    string
	Denied bool   // a deny line decided
	Rel    string // of the deciding line
}

// Snapshot is one policy, read, checked and never changed.
type Snapshot struct {
	book  *book
	rows  []Row
	sha   string
	byAct map[string]*part
	cache *cache

	scopes sync.Map // of casemodel.Scope without its actor, by seat
}

// SHA identifies the two files the snapshot was read from.
func (s *Snapshot) SHA() string { return s.sha }

// Rows lists the lines in the file's order, for the matrix page.
func (s *Snapshot) Rows() []Row { return slices.Clone(s.rows) }

// longKey is room for the usual question without the heap.
const longKey = 512

// Ask decides. What it does not understand it refuses: an act that no
// definition knows, an empty or starred word, a fault of the matcher.
func (s *Snapshot) Ask(q Question) Answer {
	p := s.byAct[q.Act]
	if p == nil {
		return Answer{}
	}
	var room [longKey]byte
	key, ok := q.write(room[:0], p.classes)
	if !ok {
		return Answer{}
	}
	if a, known := s.cache.get(key); known {
		return a
	}
	a := p.ask(string(key))
	s.cache.put(key, a)
	return a
}

// ask puts a written question to casbin.
func (p *part) ask(question string) Answer {
	values := make([]any, 0, 7)
	for value := range strings.SplitSeq(question, between) {
		values = append(values, value)
	}
	allow, why, err := p.enforcer.EnforceEx(values...)
	if err != nil || len(why) == 0 {
		return Answer{}
	}
	return Answer{Allow: allow, Row: why[7], Denied: why[6] == "deny", Rel: why[5]}
}

const between = "\x1f"

// write puts the question into the form casbin is asked in, which is also the
// cache's key; false when a word is not one.
func (q *Question) write(buf []byte, classes string) ([]byte, bool) {
	ok := plain(q.Body) && plain(q.State) && len(q.Roles) > 0 && len(q.Flows) > 0
	buf, ok = appendSet(buf, ok, q.Roles)
	buf = append(append(append(buf, between...), q.Body...), between...)
	buf, ok = appendSet(buf, ok, q.Flows)
	buf = append(append(append(buf, between...), '|'), q.State...)
	if q.Class != "" {
		ok = ok && plain(string(q.Class))
		buf = append(append(buf, '|'), q.Class...)
	}
	buf = append(append(append(append(buf, '|'), between...), q.Act...), between...)
	buf = append(append(buf, classes...), between...)
	buf, ok = appendSet(buf, ok, q.Rels)
	if !slices.Contains(q.Rels, Any) {
		buf = append(append(buf, Any...), '|')
	}
	return buf, ok
}

func appendSet(buf []byte, ok bool, words []string) ([]byte, bool) {
	buf = append(buf, '|')
	for _, w := range words {
		ok = ok && plain(w)
		buf = append(append(buf, w...), '|')
	}
	return buf, ok
}

// plain reports whether a word can stand in a set and means only itself.
func plain(word string) bool {
	for i := range len(word) {
		if word[i] == '|' || word[i] == '*' || word[i] < ' ' {
			return false
		}
	}
	return word != ""
}
