package web

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// HomePage is what a person begins the day with.
type HomePage struct {
	Shell
	Hello   string
	Mine    []Row
	Offered []Row
	Waiting []Row
	Approve []Row
	Untaken []Row
	Drafts  []DraftRow
	Overdue string
}

// DraftRow is a form that was begun and not sent.
type DraftRow struct{ Title, At, Href, Form, About string }

// few is how many rows of each kind stand on the first page.
const few = 10

func (s *Site) root(v *visit) error { return v.redirect("/home") }

func (s *Site) home(v *visit) error {
	now, err := v.now()
	if err != nil {
		return err
	}
	page := HomePage{Hello: say("home.hello", "name", v.session.Name, "day", string(localDay(now)))}
	open := []casemodel.Class{casemodel.Live, casemodel.Closing}
	for _, part := range []struct {
		into   *[]Row
		filter casemodel.Filter
		keep   func(*casemodel.Matter) bool
	}{
		{&page.Mine, casemodel.Filter{View: casemodel.ViewMine, Classes: open, Sort: "due", Limit: few}, nil},
		{&page.Offered, casemodel.Filter{View: viewOffered, Classes: open, Sort: "due", Limit: few}, nil},
		{&page.Approve, casemodel.Filter{View: casemodel.ViewApprove, Sort: "due", Limit: few}, nil},
		{&page.Waiting, casemodel.Filter{View: casemodel.ViewBody, Classes: open, Sort: "due", Limit: 50}, unhandled},
		{&page.Untaken, casemodel.Filter{View: casemodel.ViewAll, RegisteredByID: v.who.UserID, Workflows: []string{"dispute_case"}, Classes: open, States: untaken, Sort: "due", Limit: 2 * few}, page.elsewhere},
	} {
		list, err := s.desk.List(v.ctx(), v.who, part.filter)
		if err != nil {
			return err
		}
		if *part.into, err = s.rows(v, some(list.Items, part.keep)); err != nil {
			return err
		}
	}
	overdue, err := s.desk.Count(v.ctx(), v.who, casemodel.Filter{View: casemodel.ViewMine, Classes: open, Overdue: true})
	if err != nil {
		return err
	}
	if overdue[0] > 0 {
		page.Overdue = say("home.overdue", "n", overdue[0])
	}
	if page.Drafts, err = s.drafts(v); err != nil {
		return err
	}
	page.Shell = v.shell(say("nav.home"), "/home")
	return v.ok("home", page)
}

// untaken are the states in which a case has been registered and nobody has
// begun to mediate it.
var untaken = []string{"registered", "triage", "accepted", "dispatched"}

// unhandled waits for somebody of this body: what was offered to another waits
// there.
func unhandled(m *casemodel.Matter) bool {
	return m.HandlerID == "" && m.OfferedBodyID == "" && m.Kind != casemodel.KindApproval
}

// elsewhere stands not yet among what waits for one's own body.
func (p *HomePage) elsewhere(m *casemodel.Matter) bool {
	return !slices.ContainsFunc(p.Waiting, func(w Row) bool { return w.ID == string(m.ID) })
}

func some(items []casemodel.Matter, keep func(*casemodel.Matter) bool) []casemodel.Matter {
	var kept []casemodel.Matter
	for i := range items {
		if (keep == nil || keep(&items[i])) && len(kept) < few {
			kept = append(kept, items[i])
		}
	}
	return kept
}

func (s *Site) drafts(v *visit) ([]DraftRow, error) {
	list, err := s.desk.Drafts(v.ctx(), v.who)
	if err != nil {
		return nil, err
	}
	rows := make([]DraftRow, len(list))
	for i, d := range list {
		rows[i] = DraftRow{Title: d.Title, At: minute(d.SavedAt), Href: draftPath(d.Form, d.MatterID), Form: d.Form, About: string(d.MatterID)}
	}
	return rows, nil
}
