package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// The two kinds of case sheet, as the journal calls them. What stays in the
// house goes round with the case; what leaves it names nobody's address or
// number and nothing that was weighed inside.
const (
	sheetInternal = "internal"
	sheetOutward  = "outward"
)

// CaseSheet is a case on paper. Until it is posted it is a preview, which no
// printer prints: printing is written down.
type CaseSheet struct {
	Shell
	Crumbs   []Link
	Href     string
	Kind     string
	Internal bool
	Printing bool // it may be printed: the journal has it
	Whole    bool // numbers stand whole
	MayWhole bool
	Reasons  []Option
	Fault    string

	Heading string
	Number  string
	Head    string
	State   string
	Meta    []Fact
	Story   string
	Claims  []string
	Parties []SheetParty
	Facts   []Fact
	Parts   []Child
	Clocks  []Clock
	Items   []string
	Course  []Course
	Next    []string
	Phone   string
}

// SheetParty is one party on paper. Outward it has a role and a name.
type SheetParty struct {
	Role, Name, IDNo, Phones, Address, Agents, Notes string
}

func sheetKind(kind string) string {
	if kind == sheetOutward {
		return sheetOutward
	}
	return sheetInternal
}

// sheetPage shows the sheet before it is printed.
func (s *Site) sheetPage(v *visit) error {
	d, err := s.sheetFile(v)
	if err != nil {
		return err
	}
	page, err := s.drawSheet(v, d, sheetKind(v.query("kind")), nil)
	if err != nil {
		return err
	}
	return v.ok("casesheet", page)
}

// sheet writes the printing down and then gives the paper.
func (s *Site) sheet(v *visit) error {
	d, err := s.sheetFile(v)
	if err != nil {
		return err
	}
	kind := sheetKind(v.form.Get("kind"))
	whole := v.form.Get("whole") != "" && kind == sheetInternal
	if whole && v.form.Get("reason") == "" {
		page, err := s.drawSheet(v, d, kind, nil)
		if err != nil {
			return err
		}
		page.Fault = s.sayFault("reveal.reason", nil)
		return v.show(http.StatusUnprocessableEntity, "casesheet", page)
	}
	parties, err := s.desk.PrintSheet(v.ctx(), v.who, d.Matter.ID, kind, whole, v.form.Get("reason"))
	if err != nil {
		return err
	}
	page, err := s.drawSheet(v, d, kind, parties)
	if err != nil {
		return err
	}
	page.Printing = true
	return v.ok("casesheet", page)
}

// latest entries of a journal hold every payment of an obligation.
const latest = 200

// sheetFile reads the matter, if this person may print it now.
func (s *Site) sheetFile(v *visit) (*casework.Dossier, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	d, err := s.desk.Dossier(v.ctx(), v.who, id, latest)
	if err != nil {
		return nil, err
	}
	v.moment = d.Now
	s.people.fresh(d.Now)
	if _, err := s.offered(d.View, "print"); err != nil {
		return nil, err
	}
	s.desk.Opened(v.ctx(), v.who, &d.Matter, d.Now)
	return d, nil
}

// drawSheet puts a matter on paper; whole are its parties with whole numbers,
// nil to print them masked. Nothing of a sitting is asked for here: neither
// sessions nor offers nor contacts.
func (s *Site) drawSheet(v *visit, d *casework.Dossier, kind string, whole []casemodel.Party) (*CaseSheet, error) {
	page, err := s.fillSheet(v, d, kind, whole)
	if err != nil {
		return nil, err
	}
	page.Crumbs = append(s.crumbs(d.View), Link{paperName(kind), ""})
	page.Crumbs[len(page.Crumbs)-2].Href = page.Href
	page.Shell = v.shell(paperName(kind), "/matters")
	page.Printer = d.Centre.Title
	return page, nil
}

// fillSheet is the sheet without the page around it.
func (s *Site) fillSheet(v *visit, d *casework.Dossier, kind string, whole []casemodel.Party) (*CaseSheet, error) {
	view, m := d.View, &d.Matter
	page := &CaseSheet{
		Href: "/matters/" + string(m.ID), Kind: kind, Internal: kind == sheetInternal, Number: m.Number, State: stateOf(view.Flow, m.State).Title, Whole: whole != nil,
		Heading: say("sheet.heading", "centre", view.Centre.Title, "kind", paperName(kind)), Head: m.PublicTitle, Claims: s.story(view).Claims,
	}
	centre, err := s.desk.Body(v.ctx(), m.CentreID)
	if err != nil {
		return nil, err
	}
	page.Phone = centre.Phone
	if page.Internal {
		s.inside(v, d, page, whole)
	} else {
		s.outside(view, page)
	}
	page.Course = onPaper(s.course(v, view, d.Moves)) // turned round: paper is read downwards
	return page, nil
}

// onPaper keeps of the course what moved the matter, by whom and when: not
// what was typed.
func onPaper(list []Course) []Course {
	for i := range list {
		list[i].Fields, list[i].Why = nil, ""
	}
	return list
}

// inside fills the sheet that goes round with the case in the house.
func (s *Site) inside(v *visit, d *casework.Dossier, page *CaseSheet, whole []casemodel.Party) {
	view := d.View
	page.Head, page.Story, page.Meta = view.Matter.Title, s.told(view), s.meta(v, view)
	page.Meta = append(page.Meta, Fact{say("risk.title"), riskOf(view.Matter.Risk).Word})
	if act := view.Flow.Act("reveal"); act != nil && view.Can["reveal"] {
		page.MayWhole = len(view.Parties) > 0
		for _, r := range fieldOf(act.Fields, "reason").Options {
			page.Reasons = append(page.Reasons, Option{Value: r.Value, Title: r.Title})
		}
	}
	parties := view.Parties
	if whole != nil {
		parties = whole
	}
	for _, p := range parties {
		page.Parties = append(page.Parties, s.sheetParty(p))
	}
	var rest MatterPage
	s.factsOf(v, view, &rest)
	s.clocks(view, &rest)
	page.Facts, page.Clocks = slices.Concat(rest.Keys, rest.Facts), rest.Clocks
	for _, g := range s.groups(view) {
		page.Parts = append(page.Parts, g.Rows...)
	}
	for i := range view.Items {
		page.Items = append(page.Items, s.itemLine(view, &view.Items[i]))
	}
}

// told is the whole of what people said when they came.
func (s *Site) told(view *casework.View) string {
	story := s.story(view)
	return story.Short + story.Rest
}

func (s *Site) sheetParty(p casemodel.Party) SheetParty {
	row := SheetParty{Role: s.desk.Flows.Title("party_roles", p.Role), Name: partyTitle(p), IDNo: p.IDNo, Address: p.Address}
	row.Phones = strings.TrimSpace(p.Phone + " " + p.Phone2)
	if p.HideAddress {
		row.Address = say("party.address_hidden")
	}
	agents := make([]string, 0, len(p.Representatives))
	for _, r := range p.Representatives {
		agents = append(agents, r.Name)
	}
	notes := partyNotes(p)
	if !casework.Dials(&p, "phone") {
		notes = append([]string{say("party.never_call")}, notes...)
	}
	row.Agents, row.Notes = strings.Join(agents, say("list.comma")), strings.Join(notes, say("list.comma"))
	return row
}

// outside fills the sheet that leaves the house: who is involved, where it
// stands, what comes next. No number, no address, no grade, no internal word.
func (s *Site) outside(view *casework.View, page *CaseSheet) {
	m := &view.Matter
	for _, p := range view.Parties {
		if p.Present() {
			page.Parties = append(page.Parties, SheetParty{Role: s.desk.Flows.Title("party_roles", p.Role), Name: partyTitle(p)})
		}
	}
	page.Meta = []Fact{{say("matter.kind"), view.Flow.Title}, {say("matter.number"), m.Number}, {say("matter.opened"), minute(m.OpenedAt)}}
	if m.Category != "" {
		page.Meta = append(page.Meta, Fact{say("matter.category"), s.desk.Flows.Title("categories", m.Category)})
	}
	page.Meta = append(page.Meta, Fact{say("matter.body"), view.Body.Title}, Fact{say("sheet.first"), view.Registrar.Title})
	page.Meta = slices.DeleteFunc(page.Meta, func(f Fact) bool { return f.Value == "" })
	page.Next = s.next(view)
}

// next says what the centre does until when: duties of the house alone, by
// their names, never a party's own term.
func (s *Site) next(view *casework.View) []string {
	var lines []string
	for _, c := range view.Deadlines {
		d := c.Deadline
		if d.Class == casemodel.Duty && d.State == casemodel.ClockRunning && d.DueOn != "" && c.Rule != nil {
			lines = append(lines, say("sheet.next", "on", string(d.DueOn), "what", templates.FullWidth(c.Rule.Title)))
		}
	}
	slices.Sort(lines)
	return lines
}
