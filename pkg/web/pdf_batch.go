package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// How many papers of one matter, and volumes of one list, are had as PDF in one
// file. One is made after the other, and whoever waits behind gets his turn in
// between.
const (
	mostPapersPDF  = 60
	mostVolumesPDF = 20
)

// papersPDF makes the ticked papers of a matter PDF, in one archive. Each of
// them is written down before anything leaves.
func (s *Site) papersPDF(v *visit, view *casework.View) error {
	picked := slices.Compact(slices.Sorted(slices.Values(v.form["pick"])))
	if s.office == nil || len(picked) == 0 || len(picked) > mostPapersPDF {
		return s.showPaperwork(v, http.StatusUnprocessableEntity, view, say("pdf.pick", "max", mostPapersPDF))
	}
	pieces := make([]piece, 0, len(picked))
	papers := make([]templates.Paper, 0, len(picked))
	for _, value := range picked {
		ask := wantedPaper(value)
		paper, found := s.offeredPaper(view, value, ask)
		if !found || ask.goesOut {
			return s.showPaperwork(v, http.StatusUnprocessableEntity, view, say("paper.none"))
		}
		one := piece{title: paper.Title, name: paper.Title, paper: value, view: view, number: say("paper.draft"), pdf: true}
		one.again = givenOut(view, paper, ask)
		for _, issued := range view.Issued {
			if string(issued.ID) == ask.issue {
				one.number, one.on, one.title = issued.Number, issued.On, paper.Title+" "+issued.Number
			}
		}
		pieces, papers = append(pieces, one), append(papers, paper)
	}
	prints := make([]casework.Printing, len(papers))
	for i := range papers {
		template, version, err := s.filler(v.ctx(), papers[i].ID)
		if err != nil {
			return err
		}
		prints[i] = casework.Printing{Paper: papers[i].ID, Version: version, SHA256: template.SHA256()}
	}
	return s.parcel(v, say("pdf.papers", "number", view.Matter.Number), "/matters/"+string(view.Matter.ID)+"/papers", []casemodel.ID{view.Matter.ID}, pieces, func(v *visit) error {
		for _, one := range prints {
			if _, err := s.desk.PrintPaper(v.ctx(), v.who, view.Matter.ID, one); err != nil {
				return err
			}
		}
		return nil
	})
}

// volumesPDF prints the ticked volumes of a list as PDF, in one archive. One
// that cannot be printed has a note in its place.
func (s *Site) volumesPDF(v *visit) error {
	var ids []casemodel.ID
	for _, one := range v.form["m"] {
		if id := casemodel.ID(one); id.Valid() && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	purpose, fault := purposeOf(v)
	switch {
	case s.office == nil:
		return s.showVolumes(v, http.StatusUnprocessableEntity, v.form, casemodel.Bad("purpose", "paper.none"))
	case len(ids) == 0 || len(ids) > mostVolumesPDF:
		return s.showVolumes(v, http.StatusUnprocessableEntity, v.form, &casemodel.Error{Kind: casemodel.Invalid, Key: "pdf.tick", Field: "purpose", Args: map[string]any{"max": mostVolumesPDF}})
	case fault != "":
		return s.showVolumes(v, http.StatusUnprocessableEntity, v.form, &casemodel.Error{Kind: casemodel.Invalid, Key: "bundle.no_purpose", Field: "purpose", Args: map[string]any{"max": longestPurpose}})
	}
	chosen, err := s.desk.Chosen(v.ctx(), v.who, ids...)
	if err != nil {
		return err
	}
	pieces := make([]piece, 0, len(chosen))
	for i := range chosen {
		m := &chosen[i]
		pieces = append(pieces, piece{title: say("bundle.name", "number", m.Number), name: say("bundle.name", "number", m.Number), pdf: true, make: func(v *visit) ([]byte, error) {
			return s.volumeWord(v, m.ID, purpose)
		}})
	}
	return s.parcel(v, say("pdf.volumes"), volumesHome, ids, pieces, nil)
}

// volumeWord prints the volume of a case, and writes that down first.
func (s *Site) volumeWord(v *visit, id casemodel.ID, purpose string) ([]byte, error) {
	view, err := s.desk.Case(v.ctx(), v.who, id)
	if err != nil {
		return nil, err
	}
	if _, err := s.offered(view, "print"); err != nil {
		return nil, err
	}
	if view, err = rootCase(view); err != nil {
		return nil, err
	}
	pieces, err := s.volumeOf(v, view, false)
	if err != nil {
		return nil, err
	}
	if err := s.desk.NoteBundle(v.ctx(), v.who, id, volumeInternal, purpose); err != nil {
		return nil, err
	}
	run, err := s.printRun(v, view, pieces, func(string) {})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = run.Write(&b)
	return b.Bytes(), err
}

// asPDF turns a made paper into PDF. One that LibreOffice cannot turn comes as
// the Word file it is, and its title says so; what was called off ends.
func (s *Site) asPDF(ctx context.Context, p *piece, word io.Reader) (io.ReadCloser, error) {
	raw, err := io.ReadAll(word)
	if err != nil {
		return nil, err
	}
	pdf, err := s.office.PDF(ctx, raw)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		s.log.ErrorContext(ctx, "pdf", "paper", p.title, "err", err)
		p.title, p.name = say("pdf.failed", "title", p.title), p.name+".docx"
		return io.NopCloser(bytes.NewReader(raw)), nil
	}
	p.name += ".pdf"
	return io.NopCloser(bytes.NewReader(pdf)), nil
}
