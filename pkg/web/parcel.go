package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/pkg/vault"
	"github.com/jiefen/jiefen/templates"
)

// piece is one thing of a parcel: a paper that is made, a file as it was handed
// in, or what is ready.
type piece struct {
	title string // of the index
	name  string // of the file, without its number
	on    casemodel.Day

	paper   string // id of a paper to be made of view
	view    *casework.View
	parties []casemodel.Party // with whole numbers where those were written down
	number  string
	again   bool // its original lies with the case: it says that it was printed again

	file   *casemodel.File
	ready  []byte
	secret bool                           // it stands in the place of what the reader may not have
	make   func(v *visit) ([]byte, error) // a Word file made when its turn comes
	pdf    bool                           // what is made leaves as PDF
}

// binders are the papers that hold a volume together: they tell of the others.
var binders = []string{"D24_cover", "D25_index", "D26_note", "D26_back"}

// parcel makes one archive of pieces, one after the other: none of it is held
// in memory but one paper at a time. That it leaves is written down before: by
// note when all of it is there, or by who calls where there is none.
func (s *Site) parcel(v *visit, name, back string, about []casemodel.ID, pieces []piece, note func(v *visit) error) error {
	if err := s.fillable(v, pieces); err != nil {
		return err
	}
	return s.deliver(v, product{
		title: name, name: documents.FileName(name) + ".zip", kind: "application/zip", back: back, of: len(pieces),
		about: append(about, tellOf(pieces)...), note: note,
		pdf:  slices.ContainsFunc(pieces, func(p piece) bool { return p.pdf }),
		make: func(v *visit, step func(string), out io.Writer) error { return s.fillParcel(v, step, out, pieces) },
	})
}

// tellOf are the matters that papers and files of pieces are of.
func tellOf(pieces []piece) (about []casemodel.ID) {
	for i := range pieces {
		p := &pieces[i]
		if p.view != nil && !slices.Contains(about, p.view.Matter.ID) {
			about = append(about, p.view.Matter.ID)
		}
		if p.file != nil && !slices.Contains(about, p.file.MatterID) {
			about = append(about, p.file.MatterID)
		}
	}
	return about
}

// fillable refuses pieces of a template that cannot be filled, before anything
// is made.
func (s *Site) fillable(v *visit, pieces []piece) error {
	for i := range pieces {
		if p := &pieces[i]; p.paper != "" && p.paper != hashList && p.file == nil && p.ready == nil {
			if _, _, err := s.filler(v.ctx(), wantedPaper(p.paper).id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Site) fillParcel(v *visit, step func(string), out io.Writer, pieces []piece) error {
	parcel := documents.NewParcel(out)
	for i := range pieces {
		p := &pieces[i]
		step(p.title)
		if err := v.ctx().Err(); err != nil {
			return err // it was called off
		}
		content, err := s.contentOf(v, p, pieces)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if err := errors.Join(parcel.Add(p.title, p.name, content), content.Close()); err != nil {
			return err
		}
	}
	return parcel.Close(say("bundle.list"), [5]string{say("bundle.no"), say("bundle.title"), say("bundle.file"), "SHA-256", say("bundle.bytes")})
}

// contentOf opens one of them. A file that is gone, was changed on the disk or
// carries a virus leaves a note in its place, so that the others come.
func (s *Site) contentOf(v *visit, p *piece, all []piece) (io.ReadCloser, error) {
	switch {
	case p.ready != nil:
		return io.NopCloser(bytes.NewReader(p.ready)), nil
	case p.make != nil:
		return s.makeLate(v, p)
	case p.file == nil:
		word, err := s.makePiece(v, p, all, func(int) string { return "" })
		if err != nil || !p.pdf {
			return word, err
		}
		return s.asPDF(v.ctx(), p, word)
	}
	content, err := s.openFile(v, p.file)
	if casemodel.Is(err, casemodel.NotFound) || casemodel.Is(err, casemodel.TypeRefused) || errors.Is(err, vault.ErrChanged) {
		s.log.ErrorContext(v.ctx(), "parcel", "file", p.file.ID, "err", err)
		p.title, p.name = say("bundle.broken", "title", p.title), p.name+".txt"
		return io.NopCloser(strings.NewReader(say("bundle.broken_text", "name", p.file.Name))), nil
	}
	return content, err
}

// makeLate makes what is made only now; what this person may not have made, or
// what stands in its way, is said in its place.
func (s *Site) makeLate(v *visit, p *piece) (io.ReadCloser, error) {
	word, err := p.make(v)
	if known, is := errors.AsType[*casemodel.Error](err); is && v.ctx().Err() == nil {
		p.title, p.name = say("bundle.broken", "title", p.title), p.name+".txt"
		return io.NopCloser(strings.NewReader(s.sayFault(known.Key, known.Args))), nil
	}
	if err != nil {
		return nil, err
	}
	return s.asPDF(v.ctx(), p, bytes.NewReader(word))
}

// openFile opens a file by the right to read it, which is asked as it leaves.
func (s *Site) openFile(v *visit, f *casemodel.File) (io.ReadCloser, error) {
	now, err := s.desk.File(v.ctx(), v.who, f.MatterID, f.ID)
	if err != nil {
		return nil, err
	}
	if s.vault == nil {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "file.lost"}
	}
	return s.vault.Open(now.SHA256)
}

// makePiece fills a paper; page is what stands in the index for the page of a
// piece by its number, from 1.
func (s *Site) makePiece(v *visit, p *piece, all []piece, page func(no int) string) (io.ReadCloser, error) {
	ask := wantedPaper(p.paper)
	template, _, err := s.filler(v.ctx(), ask.id)
	if err != nil {
		return nil, err
	}
	parties := p.parties
	if parties == nil {
		parties = p.view.Parties
	}
	data, err := s.record(v, p.view, parties, ask.session, p.number)
	if err != nil {
		return nil, err
	}
	if p.again && p.on != "" { // it is of the day it was due or went out, not of this print's
		data[markWord("today")] = p.on
	}
	var b bytes.Buffer
	switch {
	case slices.Contains(binders, ask.id):
		if err = indexed(data, all, page); err == nil {
			err = template.Fill(&b, data)
		}
	case p.again:
		err = template.Again(&b, data, say("paper.again", "at", minute(p.view.Now), "name", v.session.Name))
	default:
		err = template.Fill(&b, data)
	}
	return io.NopCloser(&b), err
}

// indexed puts everything of a parcel into the index that lies in it.
func indexed(data documents.Record, all []piece, page func(no int) string) error {
	rows := make([]record, 0, len(all)) // a number stands in the title
	for i := range all {
		rows = append(rows, record{"no": i + 1, "name": all[i].title, "number": "", "on": all[i].on, "copies": 1, "page": page(i + 1)})
	}
	worded, err := documents.Worded(record{"volume": rows})
	if err != nil {
		return err
	}
	word := markWord("volume")
	data[word] = worded[word]
	return nil
}

// markWord is what the marks call something the program knows.
func markWord(is string) string {
	for _, n := range templates.Names() {
		if n.Is == is {
			return n.Word
		}
	}
	return ""
}
