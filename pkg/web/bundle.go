package web

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/templates"
)

// sheetBundle is what the journal calls a whole volume that was taken.
const sheetBundle = "bundle"

// longestPurpose leaves room for a sentence.
const longestPurpose = 100

// piece is one thing of a bundle, in the order of the volume: a paper that is
// made, a file that was handed in, or the place of what this reader may not have.
type piece struct {
	title string // of the index
	name  string // in the archive
	on    casemodel.Day

	paper  string // id of a paper to be made of view
	view   *casework.View
	number string
	file   *casemodel.File
	secret bool
}

// volumeOrder is domain.md 6's; what is not in it comes after, in the order of
// the parts.
var volumeOrder = []string{"D24_cover", "D25_index", "D01", "D02", "D03", "D04", "D10_rights", "D05", "D07", "D06", "D09", "D11", "D12", "D13", "D14", "D15", "D16", "D17", "D19", "D21", "D22", "D23", "D24_closing", "D26_note"}

func orderOf(name string) int {
	i := slices.IndexFunc(volumeOrder, func(p string) bool { return strings.HasPrefix(name, p) })
	if i < 0 {
		return len(volumeOrder)
	}
	return i
}

// bundle sends the whole volume of a case as one archive: every paper and file
// numbered, an index to read and a list of hashes to hold it against. It is
// written down with its reason before anything is sent.
func (s *Site) bundle(v *visit) error {
	view, err := s.paperFile(v)
	if err != nil {
		return err
	}
	if !view.Matter.IsRoot() || view.Matter.Kind != casemodel.KindCase {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	purpose := strings.TrimSpace(v.form.Get("purpose"))
	if purpose == "" || utf8.RuneCountInString(purpose) > longestPurpose {
		return s.showPaperwork(v, http.StatusUnprocessableEntity, view, say("bundle.no_purpose", "max", longestPurpose))
	}
	pieces, err := s.pieces(v, view)
	if err != nil {
		return err
	}
	if err := s.desk.NoteBundle(v.ctx(), v.who, view.Matter.ID, sheetBundle, purpose); err != nil {
		return err
	}
	v.release() // whoever downloads takes his time
	name := cleanName(say("bundle.name", "number", view.Matter.Number))
	v.c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".zip"}))
	v.c.Header("Content-Type", "application/zip")
	v.c.Status(http.StatusOK)
	if err := s.zip(v, v.c.Writer, pieces); err != nil {
		s.log.ErrorContext(v.ctx(), "bundle", "matter", view.Matter.ID, "err", err)
		panic(http.ErrAbortHandler) // what was sent is no whole archive, and the browser says so
	}
	return nil
}

// pieces are all of a volume, numbered. A paper whose signed original lies with
// the case is not made again.
func (s *Site) pieces(v *visit, root *casework.View) ([]piece, error) {
	parts, err := s.desk.Bundle(v.ctx(), v.who, root.Matter.ID)
	if err != nil {
		return nil, err
	}
	filed := map[string]bool{}
	for i := range parts {
		for _, f := range parts[i].Files {
			filed[f.Document] = true
		}
	}
	var all []piece
	for i := range parts {
		part := &parts[i]
		made, err := s.madePieces(v, root, part.Matter.ID, filed)
		if err != nil {
			return nil, err
		}
		all = append(all, made...)
		for k := range part.Files {
			f := &part.Files[k]
			title := f.Name
			if f.Document != "" {
				title = say("document."+f.Document) + " " + f.Name
			}
			all = append(all, piece{title: title, name: title, on: localDay(f.CreatedAt), file: f, paper: f.Document})
		}
		if part.Secret > 0 {
			title := say("bundle.secret", "n", part.Secret, "part", part.Flow.Title)
			all = append(all, piece{title: title, name: title + ".txt", secret: true})
		}
	}
	slices.SortStableFunc(all, func(a, b piece) int { return orderOf(a.paper) - orderOf(b.paper) })
	for i := range all {
		all[i].name = fmt.Sprintf("%02d_%s", i+1, cleanName(all[i].name))
	}
	return all, nil
}

// madePieces are the papers of one part that fell due or went out, and what
// binds the volume.
func (s *Site) madePieces(v *visit, root *casework.View, id casemodel.ID, filed map[string]bool) ([]piece, error) {
	view := root
	if id != root.Matter.ID {
		var err error
		if view, err = s.desk.Case(v.ctx(), v.who, id); err != nil {
			return nil, unknown(err)
		}
	}
	var all []piece
	for _, of := range madeOf[view.Matter.Kind] {
		for _, row := range s.paperRows(view, of) {
			ask := wantedPaper(row.Value)
			paper, _ := paperNamed(ask.id)
			binds := slices.Contains([]string{"D24_cover", "D25_index", "D26_note"}, ask.id)
			if filed[paper.Document] || row.Due == "" && len(row.Issued) == 0 && of != "session" && !binds {
				continue
			}
			one := piece{title: paper.Title, name: paper.Title + ".docx", paper: row.Value, view: view, on: casemodel.Day(row.Due)}
			if len(row.Issued) == 0 {
				all = append(all, one)
			}
			for _, issued := range row.Issued {
				one.number, one.on = issued.Number, casemodel.Day(issued.On)
				one.title = paper.Title + " " + issued.Number
				all = append(all, one)
			}
		}
	}
	return all, nil
}

// zip writes the archive. Nothing of it is held in memory but one paper at a
// time and the list.
func (s *Site) zip(v *visit, out io.Writer, pieces []piece) error {
	archive := zip.NewWriter(out)
	list := [][]string{{say("bundle.no"), say("bundle.title"), say("bundle.file"), "SHA-256", say("bundle.bytes")}}
	for i := range pieces {
		sha, size, err := s.packOne(v, archive, &pieces[i], pieces)
		if err != nil {
			return fmt.Errorf("%s: %w", pieces[i].name, err)
		}
		list = append(list, []string{strconv.Itoa(i + 1), pieces[i].title, pieces[i].name, sha, strconv.FormatInt(size, 10)})
	}
	w, err := archive.Create(say("bundle.list") + ".csv")
	if err == nil {
		_, err = io.WriteString(w, "\ufeff")
	}
	if err != nil {
		return err
	}
	table := csv.NewWriter(w)
	for _, row := range list {
		for i := range row {
			row[i] = asCell(row[i])
		}
	}
	if err := table.WriteAll(list); err != nil {
		return err
	}
	return archive.Close()
}

// asCell keeps a text from being read as a formula.
func asCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

func (s *Site) packOne(v *visit, archive *zip.Writer, p *piece, all []piece) (sha string, size int64, err error) {
	var src io.Reader
	method := zip.Store // Word files and pictures are packed already
	switch {
	case p.secret:
		src = strings.NewReader(say("bundle.secret_text"))
	case p.file != nil:
		content, err := s.vault.Open(p.file.SHA256)
		if err != nil {
			return "", 0, err
		}
		defer content.Close() //nolint:errcheck // it was only read
		src = content
	default:
		made, err := s.packPaper(v, p, all)
		if err != nil {
			return "", 0, err
		}
		src = made
	}
	w, err := archive.CreateHeader(&zip.FileHeader{Name: p.name, Method: method})
	if err != nil {
		return "", 0, err
	}
	sum := sha256.New()
	if size, err = io.Copy(io.MultiWriter(w, sum), src); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(sum.Sum(nil)), size, nil
}

func (s *Site) packPaper(v *visit, p *piece, all []piece) (io.Reader, error) {
	ask := wantedPaper(p.paper)
	template, _, err := s.filler(v.ctx(), ask.id)
	if err != nil {
		return nil, err
	}
	data, err := s.record(v, p.view, p.view.Parties, ask.session, p.number)
	if err != nil {
		return nil, err
	}
	if err := indexed(data, all); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if ask.id == "D24_cover" || ask.id == "D25_index" || ask.id == "D26_note" {
		return &b, template.Fill(&b, data)
	}
	return &b, template.Again(&b, data, say("paper.again", "at", minute(p.view.Now), "name", v.session.Name))
}

// indexed puts everything of a bundle into the index that lies in it.
func indexed(data documents.Record, all []piece) error {
	rows := make([]record, 0, len(all))
	for i := range all {
		rows = append(rows, record{"no": i + 1, "name": all[i].title, "number": all[i].number, "on": all[i].on, "copies": 1})
	}
	worded, err := documents.Worded(record{"volume": rows})
	if err != nil {
		return err
	}
	for _, n := range templates.Names() {
		if n.Is == "volume" {
			data[n.Word] = worded[n.Word]
		}
	}
	return nil
}

// cleanName is a name every system takes, short enough for each.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) || r == utf8.RuneError || r == 0x202E || r == 0x202D {
			return '_'
		}
		return r
	}, strings.TrimSpace(name))
	if runes := []rune(name); len(runes) > 80 {
		end := ""
		if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= 6 {
			end = name[i:]
		}
		name = string(runes[:80-len(end)]) + end
	}
	return strings.TrimRight(name, ". ")
}
