package web

import (
	"bytes"
	"cmp"
	"io"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/documents"
)

// RunPrint is a print run for a browser's printer: parts that count their pages
// each for itself.
type RunPrint struct {
	Shell
	Crumbs     []Link
	Head, Back string
	Said       string // where it is written down, and how to print it
	at         string // the menu's place
	Foot       string // of each page, with {n} {m}
	about      []casemodel.ID
	note       func(v *visit) error
	Parts      []RunPart
}

// RunPart is one of them.
type RunPart struct {
	Name   string
	Leaves []documents.Leaf
}

// errNoPDF says that LibreOffice made none; why is in the log.
var errNoPDF = &casemodel.Error{Kind: casemodel.Unavailable, Key: "paper.no_pdf"}

// deliverRun makes a print run and hands it over as a page for the browser's
// printer, as one Word file or as PDF. page is its frame, which it fills.
func (s *Site) deliverRun(v *visit, as, name string, of int, page *RunPrint, bind func(v *visit, step func(string)) (*documents.Run, error)) error {
	p := product{title: name, back: page.Back, of: of, about: page.about, note: page.note}
	switch as {
	case "word":
		p.name, p.kind = name+".docx", wordType
	case "pdf":
		p.name, p.kind, p.pdf, p.of = name+".pdf", pdfType, true, of+1
	default:
		p.kind = "text/html; charset=utf-8"
		page.Shell = v.shell(name, cmp.Or(page.at, "/matters")) // of who asks, while he does
	}
	page.Said = cmp.Or(page.Said, say("print_run.printed"))
	p.make = func(v *visit, step func(string), out io.Writer) error {
		run, err := bind(v, step)
		if err != nil {
			return err
		}
		switch as {
		case "word":
			return run.Write(out)
		case "pdf":
			var word bytes.Buffer
			if err := run.Write(&word); err != nil {
				return err
			}
			step(say("run.turning"))
			return s.turn(v, word.Bytes(), out)
		}
		page.Parts = parts(run)
		return s.pages.Render(out, "dossier-print", page)
	}
	return s.deliver(v, p)
}

// parts are the leaves of a run, those that count their pages together in one.
func parts(run *documents.Run) []RunPart {
	var all []RunPart
	for _, leaf := range run.Leaves() {
		if len(all) == 0 || leaf.First {
			all = append(all, RunPart{})
		}
		last := &all[len(all)-1]
		if leaf.First {
			last.Name = leaf.Head
		}
		last.Leaves = append(last.Leaves, leaf)
	}
	return all
}

const pdfType = "application/pdf"

// deliverPDF hands a Word file over as PDF. One paper goes with the quick runs:
// LibreOffice takes it between two papers of a batch.
func (s *Site) deliverPDF(v *visit, name, back string, about casemodel.ID, word []byte) error {
	return s.deliver(v, product{title: name, name: name + ".pdf", kind: pdfType, back: back, of: 1, about: []casemodel.ID{about}, make: func(v *visit, step func(string), out io.Writer) error {
		step(say("run.turning"))
		return s.turn(v, word, out)
	}})
}

// turn writes a Word file as PDF.
func (s *Site) turn(v *visit, word []byte, out io.Writer) error {
	pdf, err := s.office.PDF(v.ctx(), word)
	if err != nil {
		s.log.ErrorContext(v.ctx(), "pdf", "err", err)
		return errNoPDF
	}
	_, err = out.Write(pdf)
	return err
}
