package web

import (
	"net/url"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// HandedPage is the register of one case: which paper each party was given, and
// who had the volume.
type HandedPage struct {
	Shell
	Crumbs  []Link
	Name    string
	Give    string // where one more handing out is written down, "" when this person may not
	Lend    string // where the volume is lent
	Take    string // where it is taken back
	Lacking []LackRow
	Out     []HandedRow
	Lent    []HandedRow
	May     bool // this person corrects something
}

// HandedRow is one line of the register.
type HandedRow struct {
	No                   int
	On, What, Party      string
	Taker, Authority     string
	Way, Proof, Picture  string
	By, Struck, Mend     string
	Due                  Due
	DueOn, Back, Checked string
}

// handed shows the register of the whole case.
func (s *Site) handed(v *visit) error {
	view, err := v.view()
	if err != nil {
		return err
	}
	lines, err := s.desk.Handed(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return err
	}
	home := "/matters/" + string(view.Matter.ID)
	page := &HandedPage{Name: matterName(&view.Matter, view.Flow)}
	may := func(act string) string {
		if _, err := s.offered(view, act); err != nil {
			return ""
		}
		return home + "/do/" + act
	}
	mend, mendLoan := may("strike_handing"), may("strike_loan")
	page.Give, page.May = may("hand_out"), mend != "" || mendLoan != ""
	out := false
	for i := range lines {
		l := &lines[i]
		switch l.Kind {
		case casemodel.HandedOut:
			page.Out = append(page.Out, s.handedRow(view, l, mend))
		case casemodel.HandedLent:
			page.Lent = append(page.Lent, s.handedRow(view, l, mendLoan))
			out = out || l.Struck == nil && l.Back == nil
		}
	}
	if page.Lend = may("lend_volume"); out {
		page.Lend, page.Take = "", may("return_volume")
	}
	lacking, err := s.lacking(v, view)
	if err != nil {
		return err
	}
	for _, l := range lacking {
		if l.Hand {
			page.Lacking = append(page.Lacking, l)
		}
	}
	page.Crumbs = []Link{{say("nav.matters"), "/matters"}, {page.Name, home}, {say("handed.title"), ""}}
	page.Shell = v.shell(say("handed.title"), "/matters")
	page.Printer = view.Centre.Title
	return v.ok("handed", page)
}

// handedRow puts a line into words; mend is where a wrong one is struck.
func (s *Site) handedRow(view *casework.View, l *casework.HandedLine, mend string) HandedRow {
	row := HandedRow{
		No: l.No, On: string(l.On), What: l.Title, Party: s.partyOf(view, l.PartyID), Taker: l.Taker, Authority: l.Authority, Proof: l.Proof, By: l.ByName, DueOn: string(l.DueOn),
		Way: s.desk.Flows.Title("handing_ways", l.Way),
	}
	if l.Paper != "" {
		row.What = say("document." + l.Paper)
	}
	if l.Copies > 1 {
		row.What += say("handed.copies_n", "n", l.Copies)
	}
	if l.FileID != "" {
		row.Picture = "/matters/" + string(l.MatterID) + "/files/" + string(l.FileID)
	}
	strikes := l.No
	if l.Kind == casemodel.HandedLent {
		row.Way = s.desk.Flows.Title("lending_purposes", l.Way)
		switch {
		case l.Back != nil:
			row.Back, row.Checked, strikes = string(l.Back.On), l.Back.Proof, l.Back.No
		case l.Struck == nil:
			row.Due = dueDay(l.DueOn, localDay(view.Now))
		}
	}
	if l.Struck != nil {
		row.Struck = say("handed.struck_by", "why", l.Struck.Title, "who", l.Struck.ByName, "on", string(localDay(l.Struck.At)))
	} else if mend != "" {
		row.Mend = mend + "?f.no=" + itoa(strikes)
	}
	return row
}

// handRow is what a volume lacks while somebody holds no copy of a paper, with
// the way to write down that it was given.
func handRow(row LackRow, p casework.Paper, view *casework.View) LackRow {
	row.Hand, row.Title = true, lackTitle(p)
	ask := url.Values{nameOf("paper"): {p.Copy}, nameOf("way"): {"in_person"}}
	for _, party := range view.Parties {
		for _, name := range p.To {
			if party.Name == name {
				ask.Add(nameOf("parties"), string(party.ID))
			}
		}
	}
	row.File = "/matters/" + string(p.Matter) + "/do/hand_out?" + ask.Encode()
	return row
}

// lackTitle is one missing thing in words.
func lackTitle(p casework.Paper) string {
	switch {
	case p.Copy != "" && len(p.To) > 0:
		return say("handed.lacks_to", "paper", say("document."+p.Copy), "who", strings.Join(p.To, say("list.comma")))
	case p.Copy != "":
		return say("handed.lacks", "paper", say("document."+p.Copy))
	}
	return say("document." + p.Name)
}

// handedPages are the acts on the register: they go on to its page.
var handedPages = map[string]ownPage{
	"matter.hand_out":       onHanded("lead.hand_out"),
	"matter.strike_handing": onHanded("lead.strike_handing", oneHanded),
	"matter.lend_volume":    onHanded("lead.lend_volume"),
	"matter.return_volume":  onHanded("lead.return_volume", oneLent),
	"matter.strike_loan":    onHanded("lead.strike_loan", oneHanded),
}

func onHanded(lead string, cards ...card) ownPage {
	own := work(lead, nil, cards...)
	own.still, own.next = true, func(*casework.View) string { return "/handed" }
	return own
}

// oneHanded shows the line whose number stands in the form.
func oneHanded(s *Site, v *visit, view *casework.View, p *WorkPage) error {
	return s.lineBeside(v, view, p, func(l *casework.HandedLine) bool { return itoa(l.No) == p.values.Get(nameOf("no")) })
}

// oneLent shows the lending that is open.
func oneLent(s *Site, v *visit, view *casework.View, p *WorkPage) error {
	return s.lineBeside(v, view, p, func(l *casework.HandedLine) bool {
		return l.Kind == casemodel.HandedLent && l.Struck == nil && l.Back == nil
	})
}

func (s *Site) lineBeside(v *visit, view *casework.View, p *WorkPage, is func(*casework.HandedLine) bool) error {
	lines, err := s.desk.Handed(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return err
	}
	for i := range lines {
		l := &lines[i]
		if !is(l) {
			continue
		}
		row := s.handedRow(view, l, "")
		p.Sums = append(p.Sums, Fact{say("handed.no"), itoa(row.No)}, Fact{say("handed.on"), row.On})
		switch l.Kind {
		case casemodel.HandedOut:
			p.Sums = append(p.Sums, Fact{say("handed.paper"), row.What}, Fact{say("handed.party"), row.Party}, Fact{say("handed.way"), row.Way})
		case casemodel.HandedLent:
			p.Sums = append(p.Sums, Fact{say("handed.borrower"), row.Taker}, Fact{say("handed.office"), row.Authority}, Fact{say("handed.due"), row.DueOn})
		default:
			p.Sums = append(p.Sums, Fact{say("handed.checked"), l.Proof})
		}
	}
	return nil
}
