package web

import (
	"cmp"
	"net/http"
	"path"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
)

// PackPage is what an application for confirmation, or for the enforcement of
// what was confirmed, is made of, what is missing first.
type PackPage struct {
	Shell
	Crumbs   []Link
	Href     string
	Title    string
	Name     string
	Missing  []WorkRow
	Rows     []WorkRow
	MayWhole bool
	Reasons  []Option
	Reason   string
	Whole    bool
	Fault    string
}

// enclosure is one thing in the pack: made from the case, or files that lie there.
type enclosure struct {
	title   string
	paper   string // made from the case, "" for what only lies there
	of      *casework.View
	files   []casemodel.File
	missing string // what is still to be had, "" for nothing
	attach  string // where it is handed in
}

func (s *Site) packPage(v *visit) error {
	view, err := s.packOf(v)
	if err != nil {
		return err
	}
	return s.showPack(v, http.StatusOK, view, "")
}

// packOf reads a confirmation, if this person may print it now.
func (s *Site) packOf(v *visit) (*casework.View, error) {
	view, err := s.paperFile(v)
	if err != nil {
		return nil, err
	}
	if view.Matter.Kind != casemodel.KindConfirmation && view.Matter.Kind != casemodel.KindObligation {
		return nil, errNoPage
	}
	if !view.Can["read.agreement"] { // an application without the terms would be one with a gap
		m := &view.Matter
		return nil, &casemodel.Error{
			Kind: casemodel.Forbidden, Key: "step.forbidden", Stage: m.State,
			Needs: s.desk.Gate.Now().Needs(view.Flow.Lineage, m.State, m.Class, "read.agreement", nil),
		}
	}
	if view.Matter.Kind == casemodel.KindObligation { // only what a court has confirmed is enforced
		if by, err := s.ruled(v, view); err != nil || by == view {
			return nil, cmp.Or(err, error(errNoPage))
		}
	}
	return view, nil
}

func (s *Site) showPack(v *visit, status int, view *casework.View, fault string) error {
	enclosures, err := s.enclosures(v, view)
	if err != nil {
		return err
	}
	m := &view.Matter
	page := PackPage{Href: "/matters/" + string(m.ID), Title: packTitle(view), Name: matterName(m, view.Flow), Fault: fault, Reason: v.form.Get("reason"), Whole: v.form.Get("whole") != ""}
	for _, p := range enclosures {
		if p.missing != "" {
			page.Missing = append(page.Missing, WorkRow{Title: p.title, Note: p.missing, Href: p.attach, State: unmet("pack.missing")})
		}
		if p.paper == "" && len(p.files) == 0 {
			continue
		}
		note := make([]string, 0, len(p.files)+1)
		if p.paper != "" {
			note = append(note, say("pack.made"))
		}
		for _, f := range p.files {
			note = append(note, f.Name)
		}
		page.Rows = append(page.Rows, WorkRow{Title: p.title, Note: strings.Join(note, say("list.comma")), State: met("pack.there")})
	}
	page.MayWhole, page.Reasons = s.wholeReasons(view)
	page.Crumbs = append(s.crumbs(view), Link{page.Title, ""})
	page.Crumbs[len(page.Crumbs)-2].Href = page.Href
	page.Shell = v.shell(page.Title, "/matters")
	return v.show(status, "pack", page)
}

// enclosures are in the order in which a court's clerk goes through them.
func (s *Site) enclosures(v *visit, view *casework.View) ([]enclosure, error) {
	found, err := s.desk.Enclosures(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return nil, err
	}
	files := map[string][]casemodel.File{}
	for _, p := range found {
		files[p.Document] = p.Files
	}
	deal, err := s.deal(v, view)
	if err != nil {
		return nil, err
	}
	attach := func(document string) string {
		return "/matters/" + string(view.Root.ID) + "/do/attach?f.document=" + document
	}
	application := enclosure{title: say("document.D22_confirmation_application"), paper: "D22_confirmation_application", of: view}
	if s.courtNamed(v, view) == "" {
		application.missing, application.attach = say("pack.no_court"), "/matters/"+string(view.Matter.ID)+"/do/precheck_ok"
	}
	agreement := enclosure{title: say("document.D15_agreement"), paper: "D15_agreement", of: deal, files: files["D15_agreement"], attach: attach("D15_agreement")}
	if deal.Matter.State == "oral_recorded" {
		agreement = enclosure{title: say("document.D16_oral"), paper: "D16_oral", of: deal, files: files["D16_oral"], attach: attach("D16_oral")}
	}
	if deal.Flow.Is("court_delegated") {
		agreement.paper = "D15_delegated_agreement"
	}
	if paper, found := paperNamed(agreement.paper); !found || !paper.Serves(deal.Flow.Is) || len(deal.Items) == 0 {
		agreement.paper = ""
	}
	if len(agreement.files) == 0 {
		agreement.missing = say("pack.no_sealed")
	}
	identity := enclosure{title: say("document.D05_identity"), files: files["D05_identity"], attach: attach("D05_identity")}
	present, agents := 0, 0
	for _, p := range view.Parties {
		if p.Present() && (view.Matter.Kind == casemodel.KindConfirmation || owns(view, p.ID)) { // who is owed applies alone
			present++
			agents += len(p.Representatives)
		}
	}
	if n := len(identity.files); n < present {
		identity.missing = say("pack.identities", "n", present, "have", n)
	}
	authority := enclosure{title: say("document.D06_authority"), files: files["D06_authority"], attach: attach("D06_authority")}
	if n := len(authority.files); n < agents {
		authority.missing = say("pack.authorities", "n", agents, "have", n)
	}
	if view.Matter.Kind == casemodel.KindObligation {
		return s.enforcement(view, files, agreement, identity, authority), nil
	}
	evidence := enclosure{title: say("pack.property"), files: files["D12_evidence_list"]}
	return []enclosure{application, agreement, identity, authority, evidence}, nil
}

// pack makes the whole of it one file: every paper filled, every file as it was
// handed in, and a list of them. That it was made is written down first.
func (s *Site) pack(v *visit) error {
	view, err := s.packOf(v)
	if err != nil {
		return err
	}
	whole, reason := v.form.Get("whole") != "", v.form.Get("reason")
	if whole && reason == "" {
		return s.showPack(v, http.StatusUnprocessableEntity, view, s.sayFault("reveal.reason", nil))
	}
	enclosures, err := s.enclosures(v, view)
	if err != nil {
		return err
	}
	parties, err := s.desk.PrintSheet(v.ctx(), v.who, view.Matter.ID, enclosures[0].paper, whole, reason)
	if err != nil {
		return err
	}
	if parties == nil {
		parties = view.Parties
	}
	pieces, err := packed(view, enclosures, parties)
	if err != nil {
		return err
	}
	return s.parcel(v, strings.TrimSpace(packTitle(view)+" "+view.Root.Number), "/matters/"+string(view.Matter.ID)+"/pack", []casemodel.ID{view.Matter.ID}, pieces, nil)
}

// packed are the pieces of the archive in their order, first the list of them.
func packed(view *casework.View, enclosures []enclosure, parties []casemodel.Party) ([]piece, error) {
	pieces := []piece{{title: say("pack.list"), name: say("pack.list") + ".docx"}}
	for _, p := range enclosures {
		if p.paper != "" {
			pieces = append(pieces, piece{title: p.title, name: p.title + ".docx", paper: p.paper, view: p.of, parties: parties})
		}
		for i := range p.files {
			f := &p.files[i]
			pieces = append(pieces, piece{title: p.title, name: p.title + strings.ToLower(path.Ext(f.Name)), file: f})
		}
	}
	var err error
	pieces[0].ready, err = documents.Compose(packList(view, enclosures, pieces))
	return pieces, err
}

// hashShown is how much of a file's SHA-256 a sheet shows.
const hashShown = 16

// packList is the first sheet: what is missing, then what is there.
func packList(view *casework.View, enclosures []enclosure, pieces []piece) string {
	plain := strings.NewReplacer("|", "/", "\n", " ").Replace
	lines := []string{"# " + say("pack.list"), "> " + plain(titleAndNumber(view)), "## " + say("pack.still")}
	for _, p := range enclosures {
		if p.missing != "" {
			lines = append(lines, plain(p.title+say("list.dot")+p.missing))
		}
	}
	if len(lines) == 3 {
		lines = lines[:2]
	}
	lines = append(lines, "## "+say("pack.has"), "|~ 8 30 40 22", "|= "+say("pack.no")+"|= "+say("pack.what")+"|= "+say("pack.name")+"|= "+say("pack.mark")+"|")
	for i, p := range pieces[1:] {
		mark := say("pack.made")
		if p.file != nil {
			mark = p.file.SHA256[:min(len(p.file.SHA256), hashShown)]
		}
		lines = append(lines, "|"+itoa(i+1)+"|"+plain(p.title)+"|"+plain(documents.ParcelName(i+2, p.name))+"|"+mark+"|")
	}
	return strings.Join(lines, "\n")
}

func titleAndNumber(view *casework.View) string {
	return strings.TrimSpace(view.Root.Title + " " + view.Root.Number)
}
