package casework

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/search"
	"github.com/jiefen/jiefen/pkg/store"
)

// SoughtPerson is one person or organisation however often it stands in a
// case: the same identity number, or the same name with the same phone.
type SoughtPerson struct {
	Party     casemodel.Party // as it stands in the newest case, numbers masked
	Why       string          // kind of a Reason
	Cases     []casemodel.Matter
	Total     int  // families found, at most as many as a search looks at
	Elsewhere int  // open cases that other bodies hold, of which nothing else may be told
	Exact     bool // the figure or the whole name was typed
	score     int
	spots     []casemodel.ID
}

// mostCases of a person are named.
const mostCases = 3

// people gathers the parties by which the families were found.
func (s *seeking) people() error {
	if s.ask.After != "" || s.ask.Group != "" && s.ask.Person == "" {
		return nil
	}
	persons := s.persons()
	slices.SortStableFunc(persons, func(a, b *SoughtPerson) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.Total, a.Total))
	})
	persons = persons[:min(len(persons), s.mostPersons())]
	if err := s.dress(persons); err != nil {
		return err
	}
	for _, p := range persons {
		s.out.People = append(s.out.People, *p)
	}
	return s.elsewhere()
}

func (s *seeking) mostPersons() int {
	switch {
	case s.ask.Quick:
		return 2
	case s.ask.Person != "":
		return 1
	}
	return mostPersons
}

// persons puts parties that are the same together, in the order of their
// newest case.
func (s *seeking) persons() []*SoughtPerson {
	by, families := map[string]*SoughtPerson{}, map[string]bool{}
	var all []*SoughtPerson
	for _, spot := range s.spots {
		if !s.readable[spot.ID] {
			continue
		}
		for i := range s.met[spot.RootID] {
			m := &s.met[spot.RootID][i]
			kind, score := s.weigh(m)
			self := s.self[m.ID]
			if kind == "" || families[self+string(spot.RootID)] {
				continue
			}
			families[self+string(spot.RootID)] = true
			p := by[self]
			if p == nil {
				p = &SoughtPerson{Party: casemodel.Party{ID: m.ID, Name: m.Name, Kind: m.Kind}, Why: kind}
				by[self] = p
				all = append(all, p)
			}
			p.Total++
			p.score = max(p.score, score)
			p.Exact = p.Exact || slices.Contains(s.q.Words, search.Fold(m.Name))
			p.spots = append(p.spots, s.face(spot))
		}
	}
	if len(all) == 0 {
		return nil
	}
	// Who answers fewer of the words is not meant.
	best := slices.MaxFunc(all, func(a, b *SoughtPerson) int { return cmp.Compare(a.score, b.score) }).score
	return slices.DeleteFunc(all, func(p *SoughtPerson) bool { return p.score < best })
}

// face is the matter a family is named by: its root, if that was found.
func (s *seeking) face(spot store.Spot) casemodel.ID {
	if s.readable[spot.RootID] {
		return spot.RootID
	}
	return spot.ID
}

// weigh says by what a party fits and how well: a number weighs most, then
// each word its name holds.
func (s *seeking) weigh(m *store.Met) (kind string, score int) {
	if s.ask.Person != "" {
		if s.self[m.ID] == s.self[s.ask.Person] {
			return "party", 1
		}
		return "", 0
	}
	kind = s.fits(m)
	if kind == "" {
		return "", 0
	}
	if m.ByID || m.ByPhone || m.ByIDTail || m.ByPhoneTail {
		score += 10
	}
	name := search.Fold(m.Name)
	for _, w := range s.named() {
		if strings.Contains(name, w) {
			score++
		}
	}
	return kind, score
}

// dress fills in masked numbers and the newest cases.
func (s *seeking) dress(persons []*SoughtPerson) error {
	var cases []casemodel.ID
	parties := make([]casemodel.ID, 0, len(persons))
	for _, p := range persons {
		parties = append(parties, p.Party.ID)
		p.spots = p.spots[:min(len(p.spots), mostCases)]
		cases = append(cases, p.spots...)
	}
	known, err := s.tx.PartiesByID(parties...)
	if err != nil {
		return err
	}
	rows, err := s.tx.Matters(slices.Compact(slices.Sorted(slices.Values(cases)))...)
	if err != nil {
		return err
	}
	for _, p := range persons {
		for i := range known {
			if known[i].ID == p.Party.ID {
				p.Party = masked(known[i])
			}
		}
		for i := range rows {
			if slices.Contains(p.spots, rows[i].ID) {
				p.Cases = append(p.Cases, rows[i])
			}
		}
		slices.SortFunc(p.Cases, func(a, b casemodel.Matter) int { return strings.Compare(string(b.ID), string(a.ID)) })
	}
	return nil
}

// elsewhere says of natural persons how many open cases other bodies hold, to
// whom that may be told.
func (s *seeking) elsewhere() error {
	var parties []casemodel.ID
	for _, p := range s.out.People {
		if p.Party.Kind == "natural" {
			parties = append(parties, p.Party.ID)
		}
	}
	if len(parties) == 0 || s.ask.Quick {
		return nil
	}
	counts, err := s.tx.Elsewhere(s.gate.Scope(s.who, "hint"), s.gate.Scope(s.who, "see"), parties...)
	for i := range s.out.People {
		s.out.People[i].Elsewhere = counts[s.out.People[i].Party.ID]
	}
	return err
}

// twinWithin is how far apart two cases may be opened that may be one.
const twinWithin = 90 * 24 * time.Hour

// twins finds, of the cases shown, those between the same people about the
// same, and whether one may be merged into the other.
func (s *seeking) twins(rows []casemodel.Matter, hits map[casemodel.ID]*Hit) error {
	pairs := map[string][]*casemodel.Matter{}
	for i := range rows {
		m := &rows[i]
		if pair := s.pair(m); pair != "" {
			pairs[pair] = append(pairs[pair], m)
		}
	}
	var later []casemodel.ID
	for _, same := range pairs {
		for _, m := range same {
			for _, other := range same {
				if m.ID == other.ID || apart(m, other) > twinWithin || hits[m.ID].Twin != nil {
					continue
				}
				hits[m.ID].Twin = &Twin{ID: other.ID, Number: cmp.Or(other.Number, other.Title)}
				if other.ID < m.ID {
					later = append(later, m.ID)
				}
			}
		}
	}
	return s.mergeable(later, hits)
}

// pair names who quarrels about what, "" when a side is not known.
func (s *seeking) pair(m *casemodel.Matter) string {
	if !m.IsRoot() || m.Kind != casemodel.KindCase || !s.readable[m.ID] || m.State == "merged" {
		return ""
	}
	var asks, answers []string
	for _, p := range s.met[m.RootID] {
		who := s.self[p.ID]
		switch {
		case !p.Present || p.Name == "":
			continue
		case p.Kind != "natural" || p.IDKey == "" && p.PhoneKey == "":
			who = p.Name
		}
		if p.Role == "applicant" {
			asks = append(asks, who)
		} else {
			answers = append(answers, who)
		}
	}
	if len(asks) == 0 || len(answers) == 0 {
		return ""
	}
	slices.Sort(asks)
	slices.Sort(answers)
	return strings.Join(append(append(asks, m.Category), answers...), "\n")
}

func apart(a, b *casemodel.Matter) time.Duration {
	return a.OpenedAt.Time().Sub(b.OpenedAt.Time()).Abs()
}

// mergeable marks the later cases that the actor may merge now.
func (s *seeking) mergeable(later []casemodel.ID, hits map[casemodel.ID]*Hit) error {
	if len(later) == 0 {
		return nil
	}
	may, err := s.tx.Visible(s.gate.Scope(s.who, "merge"), later...)
	for id := range may {
		h := hits[id]
		flow := s.d.Flows.Flow(h.Matter.Workflow, h.Matter.WorkflowVersion)
		h.Twin.Merge = flow != nil && flow.Open(h.Matter.State, "merge") != nil
	}
	return err
}
