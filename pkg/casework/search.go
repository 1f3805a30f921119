package casework

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/search"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/policies"
)

// Seek is a question to the one search box; the zero value of the rest does
// not choose.
type Seek struct {
	Text   string
	Person casemodel.ID // a party that a search has shown: everything the same person stands in
	Group  string       // one of SeekGroups
	State  string       // open or closed
	Year   int          // of opening
	After  casemodel.ID // of one group, page by page
	Quick  bool         // a handful, for under the box
}

// SeekGroups are the kinds of matter as a search shows them together.
var SeekGroups = []string{"case", "proceeding", "petition", "task", "other"}

var seekKinds = map[string][]casemodel.Kind{
	"case":       {casemodel.KindCase},
	"proceeding": {casemodel.KindProceeding, casemodel.KindConfirmation, casemodel.KindHandover},
	"petition":   {casemodel.KindPetition, casemodel.KindBacklog},
	"task":       {casemodel.KindTask, casemodel.KindSupervision},
	"other": {
		casemodel.KindObligation, casemodel.KindFollowUp, casemodel.KindApproval, casemodel.KindAlert, casemodel.KindClaim, casemodel.KindFeedback,
	},
}

// How much a search looks at and shows.
const (
	mostSought  = 200 // the newest, over all groups
	pageSought  = 50  // of one group
	groupSought = 6   // of each group, side by side
	quickSought = 5
	mostPersons = 6
)

// Sought is what was found, all of it such as the actor may read.
type Sought struct {
	Question search.Question
	Groups   []SoughtGroup
	People   []SoughtPerson
	Total    int
	More     bool         // there are more than Total
	Next     casemodel.ID // where the next page of a group begins
	Now      casemodel.Instant
}

// SoughtGroup is one kind of matter with the newest of it.
type SoughtGroup struct {
	Name  string
	Total int
	Hits  []Hit
}

// Hit is one matter and why it was found.
type Hit struct {
	Matter  casemodel.Matter
	Parties string
	Why     []Reason
	Twin    *Twin
}

// Reason is one place in which a word of the question stands. A number of a
// person is never shown, only that it fits.
type Reason struct {
	Kind string // number title party spelled id id_tail phone phone_tail place summary text
	Text string
}

// Twin is another case between the same people about the same, opened within
// ninety days.
type Twin struct {
	ID     casemodel.ID
	Number string
	Merge  bool // the actor may merge this one into it
}

// seeking is one search on its way.
type seeking struct {
	d    *Desk
	tx   *store.Tx
	gate *policies.Snapshot
	who  casemodel.Actor
	ask  Seek
	q    search.Question
	out  *Sought

	spots    []store.Spot
	readable map[casemodel.ID]bool // matters whose registration may be read
	met      map[casemodel.ID][]store.Met
	self     map[casemodel.ID]string // who a party is: the same for the same person
}

// Search looks for a question in everything the actor may read, and in nothing
// else: what it shows, counts and marks is what single reads allow.
func (d *Desk) Search(ctx context.Context, who casemodel.Actor, ask Seek) (*Sought, error) {
	var out *Sought
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		s := &seeking{d: d, tx: tx, gate: d.Gate.Now(), who: who, ask: ask, q: search.Read(ask.Text)}
		s.out = &Sought{Question: s.q, Now: tx.Now()}
		out = s.out
		if s.q.Empty() && ask.Person == "" {
			return nil
		}
		return s.run()
	})
	return out, err
}

func (s *seeking) run() error {
	for _, step := range []func() error{s.find, s.meet, s.people, s.groups} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// find asks for the newest that answer the question.
func (s *seeking) find() (err error) {
	f := store.Find{Question: s.q, Person: s.ask.Person, Kinds: seekKinds[s.ask.Group], After: s.ask.After, Limit: s.most() + 1}
	switch s.ask.State {
	case "open":
		f.Classes = []casemodel.Class{casemodel.Live, casemodel.Closing}
	case "closed":
		f.Classes = []casemodel.Class{casemodel.Done}
	}
	if y := s.ask.Year; y > 0 {
		f.From, f.To = yearBegins(y), yearBegins(y+1)
	}
	read := searched(s.gate, s.who)
	if s.spots, err = s.tx.Find(s.gate.Scope(s.who, "see"), read, f); err != nil {
		return err
	}
	if s.out.More = len(s.spots) > s.most(); s.out.More {
		s.spots = s.spots[:s.most()]
		if s.ask.Group != "" {
			s.out.Next = s.spots[len(s.spots)-1].ID
		}
	}
	s.out.Total = len(s.spots)
	ids := make([]casemodel.ID, 0, 2*len(s.spots))
	for _, spot := range s.spots {
		ids = append(ids, spot.ID, spot.RootID)
	}
	if s.readable, err = s.tx.Visible(read["read.registration"], ids...); err != nil {
		return err
	}
	for _, spot := range s.spots {
		if spot.Kind == casemodel.KindSupervision && !s.readable[spot.RootID] {
			delete(s.readable, spot.ID) // its order names nobody
		}
	}
	return nil
}

func (s *seeking) most() int {
	switch {
	case s.ask.Quick:
		return 4 * quickSought
	case s.ask.Group != "":
		return pageSought
	}
	return mostSought
}

// meet loads who stands in the families whose registration may be read.
func (s *seeking) meet() error {
	var roots []casemodel.ID
	s.met = map[casemodel.ID][]store.Met{}
	for _, spot := range s.spots {
		if _, known := s.met[spot.RootID]; !known && s.readable[spot.ID] {
			s.met[spot.RootID] = nil
			roots = append(roots, spot.RootID)
		}
	}
	all, err := s.tx.Meet(s.q, roots...)
	for _, m := range all {
		s.met[m.RootID] = append(s.met[m.RootID], m)
	}
	s.self = selves(all)
	return err
}

// selves tells who is the same: by identity number, or by name and phone.
func selves(all []store.Met) map[casemodel.ID]string {
	self, known := map[casemodel.ID]string{}, map[string]string{}
	for _, m := range all {
		keys := make([]string, 0, 2)
		if m.IDKey != "" {
			keys = append(keys, "id"+m.IDKey)
		}
		if m.PhoneKey != "" && m.Name != "" {
			keys = append(keys, "ph"+m.PhoneKey+m.Name)
		}
		same := string(m.ID)
		for _, key := range keys {
			if other, ok := known[key]; ok {
				same = other
				break
			}
		}
		for _, key := range keys {
			if _, ok := known[key]; !ok {
				known[key] = same
			}
		}
		self[m.ID] = same
	}
	return self
}

// groups sorts what was found by kind and loads what is shown of it.
func (s *seeking) groups() error {
	per := map[string][]casemodel.ID{}
	for _, spot := range s.spots {
		name := groupOf(spot.Kind)
		per[name] = append(per[name], spot.ID)
	}
	shown := map[bool]int{true: pageSought, false: groupSought}[s.ask.Group != ""]
	if s.ask.Quick {
		shown = quickSought
	}
	var ids []casemodel.ID
	for _, name := range SeekGroups {
		ids = append(ids, per[name][:min(len(per[name]), shown)]...)
	}
	hits, err := s.hits(ids)
	if err != nil {
		return err
	}
	for _, name := range SeekGroups {
		g := SoughtGroup{Name: name, Total: len(per[name])}
		for _, id := range per[name][:min(len(per[name]), shown)] {
			if h := hits[id]; h != nil {
				g.Hits = append(g.Hits, *h)
			}
		}
		if len(g.Hits) > 0 {
			s.out.Groups = append(s.out.Groups, g)
		}
	}
	return nil
}

func groupOf(kind casemodel.Kind) string {
	for _, name := range SeekGroups {
		if slices.Contains(seekKinds[name], kind) {
			return name
		}
	}
	return "other"
}

// hits loads matters with why each was found.
func (s *seeking) hits(ids []casemodel.ID) (map[casemodel.ID]*Hit, error) {
	rows, err := s.tx.Matters(ids...)
	if err != nil {
		return nil, err
	}
	var readable, roots []casemodel.ID
	for i := range rows {
		if s.readable[rows[i].ID] {
			readable, roots = append(readable, rows[i].ID), append(roots, rows[i].RootID)
		}
	}
	fields, err := s.tx.Texts(readable...)
	if err != nil {
		return nil, err
	}
	cards, err := s.tx.Cards(roots...)
	if err != nil {
		return nil, err
	}
	hits := make(map[casemodel.ID]*Hit, len(rows))
	for i := range rows {
		m := &rows[i]
		h := &Hit{Matter: *m}
		if s.readable[m.ID] {
			h.Parties = cards[m.RootID].PartiesText
		}
		h.Why = s.why(m, fields[m.ID])
		hits[m.ID] = h
	}
	if err := s.d.hideTitles(s.tx, s.gate.Scope(s.who, "read.registration"), rows); err != nil {
		return nil, err
	}
	for i := range rows {
		hits[rows[i].ID].Matter.Title = rows[i].Title
	}
	return hits, s.twins(rows, hits)
}

// Numbered finds the one matter whose whole number was typed, in whatever
// brackets; false when there is none that the actor may see.
func (d *Desk) Numbered(ctx context.Context, who casemodel.Actor, text string) (id casemodel.ID, found bool, err error) {
	n := search.Read(text).Number
	if n == nil || !n.Whole() {
		return "", false, nil
	}
	number := search.Fold(strings.NewReplacer("{year}", strconv.Itoa(n.Year), "{name}", n.Name, "{word}", "", "{n}", fmt.Sprintf("%06d", n.N)).
		Replace(d.Flows.Title("patterns", "number")))
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		spots, err := tx.Find(d.Gate.Now().Scope(who, "see"), nil, store.Find{Question: search.Question{Number: n}, Limit: mostSought})
		if err != nil {
			return err
		}
		ids := make([]casemodel.ID, len(spots))
		for i, spot := range spots {
			ids[i] = spot.ID
		}
		rows, err := tx.Matters(ids...)
		for i := range rows {
			if search.Fold(rows[i].Number) == number {
				id, found = rows[i].ID, true
			}
		}
		return err
	})
	return id, found, err
}

// yearBegins is the first moment of a year here.
func yearBegins(year int) casemodel.Instant {
	return casemodel.At(time.Date(year, 1, 1, 0, 0, 0, 0, calendar.Zone))
}
