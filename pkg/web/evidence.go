package web

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/pkg/casework"
)

// EvidencePage lists the evidence of a case, with what shows each piece.
type EvidencePage struct {
	Shell
	Crumbs []Link
	Name   string
	Back   string
	Add    string // where one more is taken in, "" when this person may not
	Paper  string // where its list is printed
	Pieces []PieceRow
	Given  []Fact // how many of whom
	Before []Link // pieces of the case that is applied for again, where they lie
}

// PieceRow is one piece.
type PieceRow struct {
	No                  int
	Title, Proves       string
	Kind, Form, Pages   string
	Party, On, Class    string
	Returned, Withdrawn string
	Receipt             string
	Weight              string
	Secret              bool
	Pictures, Files     []Shot
	Acts                []Button
}

// Shot is one file of a piece: a picture of it, or its name.
type Shot struct{ Href, Src, Name, Meta string }

// evidence shows the evidence of the whole case, each piece by its class.
func (s *Site) evidence(v *visit) error {
	view, err := v.view()
	if err != nil {
		return err
	}
	pieces, err := s.desk.Evidence(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return err
	}
	home := "/matters/" + string(view.Matter.ID)
	page := &EvidencePage{Name: matterName(&view.Matter, view.Flow), Back: home}
	given := map[string]int{}
	var whose []string
	for i := range pieces {
		row := s.pieceRow(view, &pieces[i])
		page.Pieces = append(page.Pieces, row)
		if given[row.Party]++; given[row.Party] == 1 {
			whose = append(whose, row.Party)
		}
	}
	for _, party := range whose {
		page.Given = append(page.Given, Fact{party, say("evidence.n", "n", given[party])})
	}
	if _, err := s.offered(view, "add_evidence"); err == nil {
		page.Add = home + "/do/add_evidence"
	}
	if len(pieces) > 0 && slices.ContainsFunc(s.paperRows(view, "mediation"), func(r PaperRow) bool { return r.Value == "D12_evidence_list" }) && slices.Contains(madeOf[view.Matter.Kind], "mediation") {
		page.Paper = home + "/papers"
	}
	if page.Before, err = v.evidenceBefore(view); err != nil {
		return err
	}
	page.Crumbs = []Link{{say("nav.matters"), "/matters"}, {page.Name, home}, {say("evidence.title"), ""}}
	page.Shell = v.shell(say("evidence.title"), "/matters")
	return v.ok("evidence", page)
}

// pieceRow puts one piece into words.
func (s *Site) pieceRow(view *casework.View, p *casework.Piece) PieceRow {
	row := PieceRow{
		No: p.No, Title: p.Title, Proves: p.Proves, Kind: s.desk.Flows.Title("evidence_kinds", p.Kind), Form: s.desk.Flows.Title("evidence_forms", p.Form),
		Party: s.giver(view, p), On: string(p.GivenOn), Class: say("word.read." + p.Read), Secret: p.Read == "sessions", Withdrawn: p.Withdrawn, Weight: p.Weight,
	}
	if p.Pages > 0 {
		row.Pages = say("evidence.pages_n", "n", p.Pages)
	}
	if p.ReturnedOn != "" {
		row.Returned = say("evidence.returned_to", "on", string(p.ReturnedOn), "who", p.ReturnedTo)
		if p.ReceiptID != "" {
			row.Receipt = "/matters/" + string(p.MatterID) + "/files/" + string(p.ReceiptID)
		}
	}
	for i := range p.Files {
		f := &p.Files[i]
		at := "/matters/" + string(f.MatterID) + "/files/" + string(f.ID)
		shot := Shot{Href: at, Name: f.Name, Meta: strings.ToUpper(strings.TrimPrefix(path.Ext(f.Name), ".")) + " · " + size(f.Size)}
		if s.vault.Draws(f.Type) {
			shot.Href, shot.Src = at+"/view", at+"/small"
			row.Pictures = append(row.Pictures, shot)
			continue
		}
		if s.vault.Undrawn(f.Type) {
			shot.Meta += " · " + say("file.no_preview")
		}
		row.Files = append(row.Files, shot)
	}
	for _, act := range p.Acts {
		if a := view.Flow.Act(act); a != nil {
			row.Acts = append(row.Acts, Button{Title: say("evidence.do." + act), Href: "/matters/" + string(view.Matter.ID) + "/do/" + act + "?f.no=" + strconv.Itoa(p.No), Small: true})
		}
	}
	return row
}

// giver is who gave a piece.
func (s *Site) giver(view *casework.View, p *casework.Piece) string {
	if p.PartyID == "" {
		return say("evidence.gathered")
	}
	return s.partyOf(view, p.PartyID)
}

// evidenceRecords are the pieces as a paper lists them: what was withdrawn, and
// what one party gave in confidence, is on none that others get.
func (s *Site) evidenceRecords(view *casework.View, pieces []casework.Piece) []record {
	rows := []record{}
	for i := range pieces {
		p := &pieces[i]
		if p.Withdrawn != "" || p.Read == "sessions" {
			continue
		}
		hashes := make([]string, 0, len(p.Files))
		for _, f := range p.Files {
			hashes = append(hashes, f.SHA256[:min(len(f.SHA256), 8)])
		}
		row := record{
			"no": p.No, "name": p.Title, "proves": p.Proves, "kind": s.desk.Flows.Title("evidence_kinds", p.Kind), "form": s.desk.Flows.Title("evidence_forms", p.Form),
			"party": s.giver(view, p), "on": p.GivenOn, "hash": strings.Join(hashes, say("list.comma")), "returned": p.ReturnedOn,
		}
		if p.Pages > 0 {
			row["pages"] = p.Pages
		}
		rows = append(rows, row)
	}
	return rows
}

// evidencePages are the acts on evidence: they go on to its page.
var evidencePages = map[string]ownPage{
	"matter.add_evidence":      onEvidence("lead.add_evidence"),
	"matter.return_evidence":   onEvidence("lead.return_evidence", onePiece),
	"matter.withdraw_evidence": onEvidence("lead.withdraw_evidence", onePiece),
	"matter.weigh_evidence":    onEvidence("lead.weigh_evidence", onePiece),
}

func onEvidence(lead string, cards ...card) ownPage {
	own := work(lead, nil, cards...)
	own.still, own.next = true, func(*casework.View) string { return "/evidence" }
	return own
}

// onePiece shows the piece whose number stands in the form.
func onePiece(s *Site, v *visit, view *casework.View, p *WorkPage) error {
	pieces, err := s.desk.Evidence(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(pieces, func(one casework.Piece) bool { return strconv.Itoa(one.No) == p.values.Get(nameOf("no")) })
	if i < 0 {
		return nil
	}
	row := s.pieceRow(view, &pieces[i])
	p.Sums = append(p.Sums,
		Fact{say("evidence.piece"), say("evidence.called", "no", row.No, "title", row.Title)}, Fact{say("evidence.form"), strings.TrimSpace(row.Form + " " + row.Pages)},
		Fact{say("evidence.party"), row.Party}, Fact{say("evidence.on"), row.On}, Fact{say("evidence.proves"), row.Proves})
	return nil
}
