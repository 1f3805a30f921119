package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// SearchPage is what the one box found, by kind, with why.
type SearchPage struct {
	Shell
	Q, S   string // the question, and sealed for the addresses
	Person bool   // all of one person, not a question
	Stale  bool   // the address is of another person or of yesterday
	Tabs   []Tab
	Kind   string
	State  Picker
	Year   Picker
	Count  string
	People []SearchPerson
	Groups []SearchGroup
	Next   string
	Wider  []Link // what could be asked instead
	Empty  bool
}

// question is what somebody typed, as an address carries it: sealed, so that no
// name and no number stands in the history of a browser or in the log of a
// proxy (security.md P12), and for nobody else.
type question struct {
	Q      string            `json:"q,omitempty"`
	Person casemodel.ID      `json:"p,omitempty"`
	At     casemodel.Instant `json:"a"`
}

// askedFor is how long such an address opens.
const askedFor = 24 * time.Hour

func (v *visit) sealAsked(a question) (string, error) {
	var err error
	if a.At, err = v.now(); err != nil {
		return "", err
	}
	return v.s.lock("search "+string(v.who.UserID), a)
}

// errStale is a sealed question of another person or of yesterday.
var errStale = errors.New("a sealed question of another person or of yesterday")

// unsealAsked opens what sealAsked sealed, nothing for nothing.
func (v *visit) unsealAsked(sealed string) (question, error) {
	if sealed == "" {
		return question{}, nil
	}
	now, err := v.now()
	if err != nil {
		return question{}, err
	}
	var a question
	if !v.s.unlock("search "+string(v.who.UserID), sealed, &a) || a.At.Add(askedFor).Before(now) {
		return question{}, errStale
	}
	return a, nil
}

// searchPage shows a search. A question in the address itself, as an old
// bookmark has it, is sealed before anything else.
func (s *Site) searchPage(v *visit) error {
	if q := v.query("q"); q != "" {
		return s.seekFor(v, q)
	}
	page := SearchPage{S: v.query("s"), Kind: v.query("kind")}
	if !slices.Contains(casework.SeekGroups, page.Kind) {
		page.Kind = ""
	}
	now, err := v.now()
	if err != nil {
		return err
	}
	a, err := v.unsealAsked(page.S)
	if err != nil {
		page.S, page.Stale = "", true
	}
	page.Q, page.Person = a.Q, a.Person != ""
	ask := casework.Seek{Text: a.Q, Person: a.Person, Group: page.Kind, State: v.query("state"), Year: atoi(v.query("year"))}
	if after := casemodel.ID(v.query("after")); after.Valid() && page.Kind != "" {
		ask.After = after
	}
	found, err := s.desk.Search(v.ctx(), v.who, ask)
	if err != nil {
		return err
	}
	page.choose(ask, now)
	if err := s.fillSearch(v, &page, ask, found); err != nil {
		return err
	}
	page.Shell = v.shell(say("search.title"), "/search")
	page.Search = page.Q
	return v.part(http.StatusOK, "search", "found", page)
}

// seek takes the box's question: to the matter itself when its whole number
// was typed, else to what is found.
func (s *Site) seek(v *visit) error {
	q := strings.TrimSpace(v.form.Get("q"))
	if utf8.RuneCountInString(q) > longestQuestion {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "address.long_question", Args: map[string]any{"max": longestQuestion}}
	}
	return s.seekFor(v, q)
}

func (s *Site) seekFor(v *visit, q string) error {
	if q == "" {
		return v.redirect("/search")
	}
	id, found, err := s.desk.Numbered(v.ctx(), v.who, q)
	if err != nil {
		return err
	}
	if found {
		return v.redirect("/matters/" + string(id))
	}
	sealed, err := v.sealAsked(question{Q: q})
	if err != nil {
		return err
	}
	return v.redirect("/search?s=" + sealed)
}

// quick is a handful of answers under the box while somebody types.
func (s *Site) quick(v *visit) error {
	q := strings.TrimSpace(v.form.Get("q"))
	page := SearchPage{Q: q}
	if n := utf8.RuneCountInString(q); n >= 2 && n <= longestQuestion {
		found, err := s.desk.Search(v.ctx(), v.who, casework.Seek{Text: q, Quick: true})
		if err != nil {
			return err
		}
		if err := s.fillSearch(v, &page, casework.Seek{Text: q, Quick: true}, found); err != nil {
			return err
		}
		page.shorten(5)
	}
	v.c.Request.Header.Set("HX-Request", "true") // without a page around it this address makes no sense
	return v.part(http.StatusOK, "search", "quick", page)
}

// shorten leaves n answers in all, people first.
func (p *SearchPage) shorten(n int) {
	p.People = p.People[:min(len(p.People), n)]
	left := n - len(p.People)
	for i := range p.Groups {
		g := &p.Groups[i]
		g.Hits = g.Hits[:min(len(g.Hits), left)]
		left -= len(g.Hits)
	}
	p.Groups = slices.DeleteFunc(p.Groups, func(g SearchGroup) bool { return len(g.Hits) == 0 })
}

// seekStates are the states a search may be narrowed to.
var seekStates = []string{"open", "closed"}

// choose draws the filters as they were asked.
func (p *SearchPage) choose(ask casework.Seek, now casemodel.Instant) {
	p.State = Picker{Name: "state", Title: say("search.all_states")}
	for _, one := range seekStates {
		p.State.Options = append(p.State.Options, Option{Value: one, Title: say("search.state." + one), Chosen: ask.State == one})
	}
	p.Year = Picker{Name: "year", Title: say("search.all_years")}
	this := now.Time().In(calendar.Zone).Year()
	for y := this; y > this-5; y-- {
		p.Year.Options = append(p.Year.Options, Option{Value: strconv.Itoa(y), Title: say("search.year", "year", y), Chosen: ask.Year == y})
	}
}

// link is this search with one thing asked otherwise.
func (p *SearchPage) link(v *visit, name, value string) string {
	q := url.Values{}
	for _, kept := range []string{"s", "kind", "state", "year"} {
		if text := v.query(kept); text != "" {
			q.Set(kept, text)
		}
	}
	q.Set(name, value)
	if value == "" {
		q.Del(name)
	}
	return "/search?" + q.Encode()
}
