package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// MatterPage is one matter as one person may see it. A part that may not be
// read is empty and is not drawn.
type MatterPage struct {
	Shell
	Crumbs  []Link
	Href    string
	Name    string // of the procedure
	Number  string
	Head    string
	State   State
	Risk    RiskTag
	Due     Due
	DueOn   string
	Sealed  bool
	Watched string // level of supervision
	Limited bool   // the registration may not be read
	Traced  bool   // may ask who has seen it
	Meta    []Fact
	Story   Story
	Keys    []Fact // what a part of a case is about
	Paid    *Bar   // how much of an obligation is performed
	Steps   []Step
	Jump    []Link // to the sections of a long page
	Road    Road
	Apart   bool // who mediates: the sides are talked to one by one

	Acts    []Button
	Aside   []Button // beside the usual course, or grave: folded away
	Ahead   []Ahead  // what may be done in the proceedings of a case
	Records []Button
	Rare    []Button // records written down now and then
	Opens   []Button // kinds of matter that may be opened under this one
	Prints  []Button
	NotYet  []Refusal
	Others  []Refusal

	Asked      []Fact // of a request that waits for approval
	Facts      []Fact
	Parties    []PartyRow
	Groups     []Group
	Clocks     []Clock
	Ended      []Clock // clocks that have stopped
	Items      []string
	Left       []LeftRow
	LeftBefore []LeftRow
	Falls      []FallRow
	Texts      string // where the texts of the agreement are, "" for none
	Signed     []Signature
	Outcomes   []Fact
	Arranged   []Arranged
	Sessions   []Session
	Ladder     *Ladder
	Contacts   []ContactRow
	Files      []Paper
	Pieces     int  // of evidence, as far as they may be read
	Evidence   bool // it has a page of evidence
	Handed     bool // it has a register of handing out
	Roster     Link // to who stands behind one of the parties, none without
	Papers     []Fact
	Lacks      []LackRow // compulsory papers that the volume lacks
	LackNote   string    // where they lie, as the archive was told
	Linked     []LinkRow
	Journal    []Course
	Lists      []WorkList // what a confirmation or an obligation depends on, and the ways from it
}

// Step is one phase of the way.
type Step struct {
	Title, Class, At, Who string
	N                     int
}

// recent is how many journal entries the matter's page shows.
const recent = 30

func (s *Site) matter(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	var d *casework.Dossier
	err = v.atOnce(func() (err error) {
		d, err = s.desk.Dossier(v.ctx(), v.who, id, recent)
		return err
	}, func() error {
		v.bell()
		return nil
	})
	if err != nil {
		return err
	}
	view, m := d.View, &d.Matter
	v.moment = view.Now
	s.people.fresh(view.Now)
	page := MatterPage{
		Href: "/matters/" + string(m.ID), Name: view.Flow.Title, Number: m.Number, Head: m.Title, State: stateOf(view.Flow, m.State),
		Risk: riskOf(m.Risk), Sealed: m.Sealed == 1, Limited: !view.Can["read.registration"], Traced: view.Can["read.trace"], Meta: s.meta(v, view),
		Story: s.story(view), Steps: steps(view, d.Moves), Parties: s.partyRows(view), Groups: s.groups(view),
		Outcomes: s.outcomes(view), Signed: s.signatures(view), Files: s.papers(v, view), Evidence: view.Flow.Act("add_evidence") != nil, Pieces: view.Evidence, Handed: view.Can["read.registration"] && view.Flow.Act("hand_out") != nil, Papers: papersDue(view), Contacts: s.contacts(v, d),
	}
	page.Roster = rosterLink(view)
	if page.Lacks, err = s.lacking(v, view); err != nil {
		return err
	}
	if view.Root.State == "archived" {
		page.LackNote = cmp.Or(view.Fields["elsewhere"], view.RootFields["elsewhere"])
	}
	page.Due, page.DueOn = dueOfMatter(m, setIn(view), view.Target(), view.Now)
	if view.Supervised > 0 {
		page.Watched = say("matter.watched", "level", view.Supervised)
	}
	s.factsOf(v, view, &page)
	s.clocks(view, &page)
	s.buttons(view, &page)
	v.offerAgain(view, &page)
	for i := range view.Items {
		line := s.itemLine(view, &view.Items[i])
		if takenBack(view, &view.Items[i]) {
			line += say("offer.marked")
		}
		if supplanted(view, &view.Items[i]) {
			line += say("supersede.done")
		}
		if fallen(view, &view.Items[i]) {
			line += say("fall.done")
		}
		page.Items = append(page.Items, line)
	}
	page.Left, page.LeftBefore, page.Falls = s.leftRows(view, view.Left), s.leftRows(view, view.LeftBefore), s.fallRows(view)
	if len(view.Items) > 0 && m.Kind == casemodel.KindProceeding {
		page.Texts = "/matters/" + string(m.ID) + "/texts"
	}
	s.sittings(v, view, &page)
	for _, l := range view.Links {
		page.Linked = append(page.Linked, linkRow(s.desk.Flows.Latest(l.Workflow), l))
	}
	if page.Lists, err = s.matterLists(v, view); err != nil {
		return err
	}
	page.Journal = s.course(v, view, d.Lines)
	page.Crumbs = s.crumbs(view)
	page.Road, page.Apart = s.road(view, &page), view.Apart
	if page.Road.Shoot != nil {
		page.Road.Photos = v.photos()
	}
	page.jumps()
	page.Shell = v.shell(page.title(), "/matters")
	page.Printer = view.Centre.Title
	v.looked = view
	return v.ok("matter", page)
}

func (p *MatterPage) title() string { return strings.TrimSpace(p.Name + " " + p.Number) }

// crumbs lead from the list over the case to its part.
func (s *Site) crumbs(view *casework.View) []Link {
	links := []Link{{say("nav.matters"), "/matters"}}
	if !view.Matter.IsRoot() {
		root := s.desk.Flows.Flow(view.Root.Workflow, view.Root.WorkflowVersion)
		links = append(links, Link{matterName(&view.Root, root), "/matters/" + string(view.Root.ID)})
	}
	return append(links, Link{matterName(&view.Matter, view.Flow), ""})
}

// matterName is the number people quote, else what kind of matter it is.
func matterName(m *casemodel.Matter, flow *workflows.Flow) string {
	switch {
	case m.Number != "":
		return m.Number
	case flow != nil:
		return flow.Title
	}
	return m.Workflow
}

// meta is the line under the title.
func (s *Site) meta(v *visit, view *casework.View) []Fact {
	m := &view.Matter
	facts := []Fact{{say("matter.kind"), view.Flow.Title}, {say("matter.number"), m.Number}}
	if m.Category != "" {
		facts = append(facts, Fact{say("matter.category"), s.desk.Flows.Title("categories", m.Category)})
	}
	if m.Channel != "" && m.IsRoot() {
		facts = append(facts, Fact{say("matter.channel"), s.desk.Flows.Title("channels", m.Channel)})
	}
	if view.Card.Amount > 0 {
		facts = append(facts, Fact{say("matter.amount"), yuan(view.Card.Amount)})
	}
	body := view.Body.Title
	if view.Handler.Title != "" {
		body = say("matter.body_handler", "body", body, "handler", view.Handler.Title)
	}
	facts = append(facts, Fact{say("matter.body"), body}, Fact{say("matter.offered"), view.Offered.Title})
	if a, err := s.people.area(v.ctx(), m.AreaID); err == nil {
		facts = append(facts, Fact{say("matter.area"), s.placeName(v.ctx(), a)})
	}
	facts = append(facts, Fact{say("matter.opened"), minute(m.OpenedAt)}, Fact{say("matter.registrar"), view.Registrar.Title})
	if m.Result != "" {
		facts = append(facts, Fact{say("matter.result"), s.desk.Flows.Title("results", m.Result)})
	}
	return slices.DeleteFunc(facts, func(f Fact) bool { return f.Value == "" })
}

// steps lays the phases of the procedure in a row, each with the day and the
// person that led into it; moves come the latest first.
func steps(view *casework.View, moves []casework.Line) []Step {
	var all []Step
	now := view.Flow.States.Get(view.Matter.State)
	at := -1
	for _, id := range view.Flow.States.Keys {
		phase := view.Flow.States.Get(id).Phase
		if slices.ContainsFunc(all, func(s Step) bool { return s.Title == phase }) {
			continue
		}
		if now != nil && phase == now.Phase {
			at = len(all)
		}
		all = append(all, Step{Title: phase, N: len(all) + 1})
	}
	for i := range all {
		switch {
		case i < at, i == at && view.Matter.Class == casemodel.Done:
			all[i].Class = "past"
		case i == at:
			all[i].Class = "now"
		}
		if line := reached(view.Flow, moves, all[i].Title); line != nil && i <= at {
			all[i].At, all[i].Who = short(line.At, view.Now), line.ActorName
			if line.ActorName == casemodel.System.Name || line.ActorName == casemodel.Clock.Name {
				all[i].Who = ""
			}
		}
	}
	return all
}

// reached is the entry that led into a phase, the latest when it was left and
// entered again.
func reached(flow *workflows.Flow, moves []casework.Line, phase string) *casework.Line {
	for i := range moves {
		from, to := flow.States.Get(moves[i].FromState), flow.States.Get(moves[i].ToState)
		if to != nil && to.Phase == phase && (from == nil || from.Phase != phase) {
			return &moves[i]
		}
	}
	return nil
}
