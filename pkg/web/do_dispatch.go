package web

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// dispatchPages are the acts that give a case to a body, or back.
var dispatchPages = map[string]ownPage{
	"dispute_case.dispatch":             {name: "do_dispatch", fill: fillDispatch},
	"dispute_case.force_assign":         {name: "do_dispatch", fill: fillDispatch},
	"dispute_case.transfer":             {name: "do_dispatch", fill: fillDispatch},
	"dispute_case.take_over":            {name: "do_dispatch", fill: fillDispatch},
	"dispute_case.return_from_court":    {name: "do_dispatch", fill: fillDispatch},
	"dispute_case.assign_down":          {name: "do_dispatch", fill: fillDispatch},
	"dispute_case.return_dispatch":      {name: "do_return", fill: fillReturn},
	"peoples_mediation.decline":         {name: "do_return", fill: fillReturn},
	"court_delegated.refuse_delegation": {name: "do_return", fill: fillReturn},
	"linked_task.return_task":           {name: "do_return", fill: fillReturn},
}

// DispatchPage is the choice of a body.
type DispatchPage struct {
	*DoPage
	Bodies  *Field // whose candidates are rows of their own
	First   []CandidateRow
	Others  []CandidateRow // fit as well
	Unfit   []CandidateRow
	More    bool
	Open    bool // what is chosen or looked for stands among the unfit
	Returns []BackRow
	Again   *Field // that the parties want the same body again, when one had it
}

// CandidateRow is one body to choose.
type CandidateRow struct {
	Value, Title, Kind, Place, Track string
	Load                             int
	Why                              []string // for it
	Against                          []string
	Chosen, Proposed                 bool
}

// BackRow is one time the case came back.
type BackRow struct{ Body, By, On, Reason, Competent string }

// mostProposed stand open on the page.
const mostProposed = 5

func fillDispatch(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	words := page.values.Get(findName(nameOf("body")))
	found, err := s.desk.Candidates(v.ctx(), v.who, view.Matter.ID, page.Act, words, casemodel.ID(page.values.Get(nameOf("body"))))
	if err != nil {
		return nil, err
	}
	if len(found.Fit) > 0 && words == "" && len(found.Returns) == 0 {
		page.preset(v, "body", string(found.Fit[0].Body.ID))
	}
	page.chips("urgency")
	own := &DispatchPage{DoPage: page, Bodies: page.Field("body"), More: found.More, Returns: returnRows(view, found.Returns)}
	picked := page.values.Get(nameOf("body"))
	for i := range found.Fit {
		row := s.candidate(v, view, &found.Fit[i], picked)
		row.Proposed = i == 0 && words == ""
		if row.Proposed && !found.Fit[0].Special {
			row.Why = append(row.Why, say("dispatch.nearest"))
		}
		if i < mostProposed || row.Chosen {
			own.First = append(own.First, row)
		} else {
			own.Others = append(own.Others, row)
		}
	}
	for i := range found.Unfit {
		row := s.candidate(v, view, &found.Unfit[i], picked)
		own.Open = own.Open || row.Chosen
		own.Unfit = append(own.Unfit, row)
	}
	own.Open = own.Open || words != "" || len(own.First) == 0
	if slices.ContainsFunc(found.Unfit, func(c casework.Candidate) bool { return c.Tried }) {
		own.Again = page.Field("parties_asked")
	}
	return own, nil
}

// candidate puts one body into words: what speaks for it and what against.
func (s *Site) candidate(v *visit, view *casework.View, c *casework.Candidate, picked string) CandidateRow {
	row := CandidateRow{
		Value: string(c.Body.ID), Title: c.Body.Title, Kind: s.desk.Flows.Title("body_kinds", c.Body.Kind), Load: c.Load,
		Chosen: string(c.Body.ID) == picked,
	}
	if flow := s.desk.Flows.Latest(c.Track); flow != nil && c.Body.Kind != "centre" {
		row.Track = flow.Title
	}
	if a, err := s.people.area(v.ctx(), c.Body.AreaID); err == nil {
		row.Place = a.Name
	}
	if c.Special {
		row.Why = append(row.Why, say("dispatch.special", "category", s.desk.Flows.Title("categories", view.Root.Category)))
	}
	if c.Tried {
		row.Why = append(row.Why, say("dispatch.tried"))
	}
	for _, f := range c.Against {
		row.Against = append(row.Against, s.sayFault(f.Key, f.Args))
	}
	return row
}

func returnRows(view *casework.View, list []casework.GivenBack) []BackRow {
	rows := make([]BackRow, len(list))
	for i, r := range list {
		rows[i] = BackRow{Body: r.Body.Title, By: r.By, On: shortDay(r.On, localDay(view.Now)), Reason: r.Reason, Competent: r.Competent.Title}
	}
	return rows
}

// ReturnPage is what a body gives back, and why (users.md F13).
type ReturnPage struct {
	*DoPage
	Chips   ChipLine
	Sent    *Sending
	Returns []BackRow
}

// Sending is how a matter came to who has it now.
type Sending struct{ By, On, Reason string }

func fillReturn(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	own := &ReturnPage{DoPage: page, Chips: readyWords("reason", "return"), Sent: s.sent(v, view)}
	returns, err := s.desk.GivenBack(v.ctx(), v.who, view.Root.ID)
	if err != nil {
		return nil, err
	}
	own.Returns = returnRows(view, returns)
	return own, nil
}

// sent reads the latest sending out of the case's journal, nil when the reader
// may not see it or there was none.
func (s *Site) sent(v *visit, view *casework.View) *Sending {
	lines, err := s.desk.Journal(v.ctx(), v.who, view.Root.ID, max(view.Root.Seq-recent, 0), recent)
	if err != nil {
		return nil
	}
	for _, line := range slices.Backward(lines) {
		if slices.Contains([]string{"dispatch", "force_assign", "transfer", "take_over", "return_from_court", "assign_down"}, line.Act) {
			return &Sending{By: line.ActorName, On: short(line.At, view.Now), Reason: line.Fields["reason"]}
		}
	}
	return nil
}
