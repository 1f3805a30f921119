package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/search"
)

// LikePage shows, while somebody types, cases that may be the same quarrel:
// those he may see by name, others as a number alone (users.md F7, F24).
type LikePage struct {
	Cases  []LikeRow
	Others int
	Firms  []casework.Firm
	Seen   []Field // how this stands to those that bind the same parties, the tick that the others were looked at
	Title  string  // what the case would be called
	Asked  bool
}

// LikeRow is one such case.
type LikeRow struct {
	Href, Number, Title, At string
	State                   State
}

// alike looks for such cases and asks for the tick when there are any.
func (p *RegisterPage) alike(v *visit, values url.Values, wrong error) error {
	p.Like = &LikePage{}
	if v.form == nil || !v.s.mayRegister(v.who) { // who takes down no cases is told of none
		return nil
	}
	like, err := v.likePage(values)
	if err != nil {
		return err
	}
	var refused *casemodel.Error
	asked := asRefusal(wrong, &refused) && slices.ContainsFunc(refused.All(), func(f casemodel.FieldError) bool { return f.Field == "duplicates_seen" })
	if asked && !slices.ContainsFunc(like.Seen, func(f Field) bool { return f.Name == "duplicates_seen" }) {
		like.Seen = append(like.Seen, v.seenTick(values)...)
	}
	p.Like = like
	return nil
}

func (v *visit) seenTick(values url.Values) []Field {
	d := drawing{s: v.s, values: values}
	return []Field{d.wide(d.text("duplicates_seen", "bool", true))}
}

func (v *visit) likePage(values url.Values) (*LikePage, error) {
	blocks := v.blocks
	r, _, err := v.registration()
	v.blocks = blocks
	if err != nil {
		return nil, err
	}
	found, err := v.s.desk.Alike(v.ctx(), v.who, r)
	if err != nil {
		return nil, err
	}
	like := &LikePage{Others: found.Others, Firms: found.Firms, Title: found.Title, Asked: true}
	for i := range found.Cases {
		m := &found.Cases[i]
		flow := v.s.desk.Flows.Flow(m.Workflow, m.WorkflowVersion)
		like.Cases = append(like.Cases, LikeRow{
			Href: "/matters/" + string(m.ID), Number: m.Number, Title: m.Title, At: minute(m.OpenedAt), State: stateOf(flow, m.State),
		})
	}
	if values.Get("again") == "" {
		like.Seen = v.earlier(values, found.Cases, found.Bound)
	}
	rest := slices.DeleteFunc(slices.Clone(found.Cases), func(m casemodel.Matter) bool {
		return found.Bound[m.ID] && len(like.Seen) > 0 || string(m.ID) == values.Get("again")
	})
	if len(rest)+like.Others > 0 {
		like.Seen = append(like.Seen, v.seenTick(values)...)
	}
	return like, nil
}

// similar answers the registration while it is typed. It is a POST: names
// never stand in an address.
func (s *Site) similar(v *visit) error {
	if err := v.registers(); err != nil {
		return err
	}
	like, err := v.likePage(v.form)
	if err != nil {
		return err
	}
	if v.c.GetHeader("HX-Request") == "" {
		return v.redirect(windowPath)
	}
	return v.part(http.StatusOK, "register", "similar", like)
}

// placeRow is one place that answers to what was typed.
type placeRow struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// mostPlaces are offered at once.
const mostPlaces = 12

// places finds those of one's own county, or below one's own place, whose name
// holds the words or whose initials begin with them.
func (s *Site) places(v *visit) error {
	words, rows := strings.ToLower(v.query("q")), []placeRow{}
	if words == "" {
		v.c.JSON(http.StatusOK, rows)
		return nil
	}
	now, err := v.now()
	if err != nil {
		return err
	}
	v.s.people.fresh(now)
	all, err := v.s.people.below(v.ctx(), v.who.AreaID)
	if err != nil {
		return err
	}
	for i := range all {
		a := &all[i]
		py := initials(a.Name)
		if py == "" {
			for _, one := range search.Initials(string([]rune(a.Name)[:min(8, len([]rune(a.Name)))])) {
				py = one
			}
		}
		if len(rows) < mostPlaces && (strings.Contains(a.Name, words) || strings.HasPrefix(py, words)) {
			rows = append(rows, placeRow{a.ID, s.placeName(v.ctx(), *a)})
		}
	}
	v.c.JSON(http.StatusOK, rows)
	return nil
}
