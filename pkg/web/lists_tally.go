package web

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// A list is drawn with the count of the tab it shows, which it has anyway. The
// others would cost a dozen questions more than the rows do: the page asks for
// them by itself once it stands, and for a minute they are remembered.

const (
	tallyLasts  = time.Minute
	mostTallies = 1000 // seats and lists; beyond it all are counted anew
)

// tallies remember the counts of the tabs of each list and seat.
type tallies struct {
	mu    sync.Mutex
	known map[string]tally
}

type tally struct {
	until  casemodel.Instant
	counts map[string]int // by the tab's id
}

// seat is whose counts of a list are the same: of one membership as it is now,
// under one policy.
func (s *Site) seat(v *visit, l *workList) string {
	return strings.Join(append([]string{l.name, string(v.who.MembershipID), string(v.who.BodyID), v.who.AreaID, s.desk.Gate.Now().SHA()}, v.who.Roles...), " ")
}

// show writes the counts that are known of a seat into its tabs.
func (t *tallies) show(seat string, now casemodel.Instant, tabs []Tab) bool {
	t.mu.Lock()
	known, there := t.known[seat]
	t.mu.Unlock()
	if !there || !now.Before(known.until) {
		return false
	}
	for i := range tabs {
		if n, there := known.counts[tabs[i].ID]; there {
			countTab(&tabs[i], n)
		}
	}
	return true
}

func (t *tallies) keep(seat string, now casemodel.Instant, counts map[string]int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil || len(t.known) >= mostTallies {
		t.known = map[string]tally{}
	}
	t.known[seat] = tally{until: now.Add(tallyLasts), counts: counts}
}

// countTab writes a count in its tone; nothing to do is nothing to worry about.
func countTab(t *Tab, n int) {
	t.Count, t.Tone = upTo999(n), t.Warns
	if n == 0 {
		t.Tone = ""
	}
}

// countHere gives the tab of the page the count of its list.
func (p *ListPage) countHere(list casemodel.Page) {
	for i := range p.Tabs {
		if t := &p.Tabs[i]; t.Now && t.ID != "" {
			countTab(t, list.Total)
		}
	}
}

// tally answers the counts of a list's tabs to a page that stands already.
func (s *Site) tally(v *visit) error {
	l := listNamed(v.query("list"))
	if l == nil {
		return errNoPage
	}
	if !v.partial() {
		return v.redirect(l.path())
	}
	now, err := v.now()
	if err != nil {
		return err
	}
	page := &ListPage{Tabs: s.tabs(v, l, "", nil)}
	seat := s.seat(v, l)
	if s.tallies.show(seat, now, page.Tabs) {
		return v.part(200, "list", "tally", page)
	}
	counts, err := s.countTabs(v, l, page.Tabs)
	if err != nil {
		return err
	}
	s.tallies.keep(seat, now, counts)
	s.tallies.show(seat, now, page.Tabs)
	return v.part(200, "list", "tally", page)
}

// countTabs asks for all of them at once.
func (s *Site) countTabs(v *visit, l *workList, tabs []Tab) (map[string]int, error) {
	var filters []casemodel.Filter
	var ids []string
	for _, tab := range tabs {
		if tab.ID == "" {
			continue
		}
		_, asks, _ := strings.Cut(tab.Href, "?")
		asked, err := url.ParseQuery(asks)
		if err != nil {
			return nil, fmt.Errorf("address of a view: %w", err)
		}
		f, err := s.filter(v, l, asked)
		if err != nil {
			return nil, err
		}
		filters, ids = append(filters, f), append(ids, tab.ID)
	}
	counts := make(map[string]int, len(ids))
	found, err := s.desk.Count(v.ctx(), v.who, filters...)
	for i, id := range ids {
		counts[id] = found[i]
	}
	return counts, err
}
