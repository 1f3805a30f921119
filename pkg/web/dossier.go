package web

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/templates"
)

// What the journal calls a volume that was printed whole: the one that stays in
// the house, and the one that leaves it, which has nothing that was said in a
// sitting or weighed inside and nobody's address.
const (
	volumeInternal = "volume_internal"
	volumeOutward  = "volume_outward"
)

// DossierPage is what a volume will have when it is printed, and how to print it.
type DossierPage struct {
	Shell
	Crumbs  []Link
	Href    string
	Name    string
	Rows    []DossierRow
	Lacking []LackRow
	Outward bool
	Purpose string
	Fault   string
	PDF     bool
}

// DossierRow is one thing in the volume.
type DossierRow struct {
	No               int
	Title, Number    string
	On, What, Detail string
	Secret           bool
}

// dossierPage shows what lies in the volume, and what is missing, before it is
// printed.
func (s *Site) dossierPage(v *visit) error {
	view, err := s.wholeVolume(v)
	if err != nil {
		return err
	}
	return s.showDossier(v, http.StatusOK, view, v.query("kind") == sheetOutward, "")
}

func (s *Site) showDossier(v *visit, status int, view *casework.View, outward bool, fault string) error {
	pieces, err := s.volumeOf(v, view, outward)
	if err != nil {
		return err
	}
	page := DossierPage{Href: "/matters/" + string(view.Matter.ID), Name: matterName(&view.Matter, view.Flow), Outward: outward, Purpose: v.form.Get("purpose"), Fault: fault, PDF: s.office != nil}
	if page.Lacking, err = s.lacking(v, view); err != nil {
		return err
	}
	for i := range pieces {
		p := &pieces[i]
		row := DossierRow{No: i + 1, Title: p.title, Number: p.number, On: string(p.on), What: say("print_run.made"), Secret: p.secret}
		switch {
		case p.secret:
			row.What = say("print_run.elsewhere")
		case p.file != nil:
			row.What, row.Detail = say("print_run.filed"), size(p.file.Size)
		}
		page.Rows = append(page.Rows, row)
	}
	page.Crumbs = s.volumeCrumbs(view)
	page.Shell = v.shell(say("print_run.title"), "/matters")
	return v.show(status, "dossier", page)
}

func (s *Site) volumeCrumbs(view *casework.View) []Link {
	crumbs := append(s.crumbs(view), Link{say("paper.title"), "/matters/" + string(view.Matter.ID) + "/papers"}, Link{say("print_run.title"), ""})
	crumbs[len(crumbs)-3].Href = "/matters/" + string(view.Matter.ID)
	return crumbs
}

// inside are papers that stay in the house, by the beginning of their names.
var inside = []string{"D11", "D13", "D21", "D24_closing", "D29", "D54", "D60"}

// volumeOf are the pieces of a volume as it is printed, the list of hashes
// before its last page. Of what leaves the house, what stays inside has a place.
func (s *Site) volumeOf(v *visit, view *casework.View, outward bool) ([]piece, error) {
	pieces, err := s.pieces(v, view)
	if err != nil {
		return nil, err
	}
	if outward {
		for i := range pieces {
			p := &pieces[i]
			if p.file != nil && secretOf(p.file) || slices.ContainsFunc(inside, func(name string) bool { return strings.HasPrefix(p.paper, name) }) {
				pieces[i] = placeholder(say("print_run.inside"), p.paper)
			}
			p.parties = withoutNumbers(view.Parties)
		}
		pieces = slices.CompactFunc(pieces, func(a, b piece) bool { return a.secret && b.secret && a.title == b.title })
	}
	list := piece{title: say("bundle.list"), ready: []byte{}, paper: hashList, on: localDay(view.Now)}
	return slices.Insert(pieces, len(pieces)-1, list), nil
}

// hashList is the sheet of the run that no template makes.
const hashList = "hash_list"

// withoutNumbers are parties as what leaves the house names them.
func withoutNumbers(parties []casemodel.Party) []casemodel.Party {
	named := slices.Clone(parties)
	for i := range named {
		p := &named[i]
		p.IDNo, p.Phone, p.Phone2, p.Address, p.HideAddress, p.BornOn = "", "", "", say("print_run.address_inside"), false, ""
	}
	return named
}

// dossier prints a whole volume: that it was, of which kind and what for is
// written down first.
func (s *Site) dossier(v *visit) error {
	view, err := s.wholeVolume(v)
	if err != nil {
		return err
	}
	outward, as := v.form.Get("kind") == sheetOutward, v.form.Get("as")
	purpose, fault := purposeOf(v)
	if as == "pdf" && s.office == nil {
		fault = say("paper.none")
	}
	if fault != "" {
		return s.showDossier(v, http.StatusUnprocessableEntity, view, outward, fault)
	}
	pieces, err := s.volumeOf(v, view, outward)
	if err != nil {
		return err
	}
	if err := s.fillable(v, pieces); err != nil {
		return err
	}
	document := volumeInternal
	if outward {
		document = volumeOutward
	}
	page := RunPrint{Back: "/matters/" + string(view.Matter.ID) + "/dossier", Foot: templates.Words().Pages, Crumbs: s.volumeCrumbs(view), Head: say("print_run.title")}
	page.about = append([]casemodel.ID{view.Matter.ID}, tellOf(pieces)...)
	page.note = func(v *visit) error {
		return s.desk.NoteBundle(v.ctx(), v.who, view.Matter.ID, document, purpose)
	}
	err = s.deliverRun(v, as, documents.FileName(say("bundle.name", "number", view.Matter.Number)), len(pieces), &page, func(v *visit, step func(string)) (*documents.Run, error) {
		return s.printRun(v, view, pieces, step)
	})
	if errors.Is(err, errNoPDF) {
		return s.showDossier(v, http.StatusServiceUnavailable, view, outward, say("paper.no_pdf"))
	}
	return err
}

// printRun binds the pieces: a paper is made, and what lies with the case as a
// file or stays secret has a sheet in its place that says what belongs there.
func (s *Site) printRun(v *visit, view *casework.View, pieces []piece, step func(string)) (*documents.Run, error) {
	run := documents.NewRun()
	shelf := view.Fields["shelf"]
	sheets, err := s.separators(v, view, pieces)
	if err != nil {
		return nil, err
	}
	for i := range pieces {
		step(pieces[i].title)
		if err := v.ctx().Err(); err != nil {
			return nil, err // it was called off
		}
		word := sheets[i]
		if word == nil {
			made, err := s.makePiece(v, &pieces[i], pieces, documents.PageOf)
			if err != nil {
				return nil, err
			}
			if word, err = io.ReadAll(made); err != nil {
				return nil, err
			}
		}
		head := say("print_run.head", "no", i+1, "number", view.Matter.Number)
		if shelf != "" {
			head = say("print_run.head_shelf", "no", i+1, "number", view.Matter.Number, "shelf", shelf)
		}
		if err := run.Add(head, word); err != nil {
			return nil, err
		}
	}
	return run, nil
}
