package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// sheetBundle is what the journal calls a whole volume that was taken.
const sheetBundle = "bundle"

// longestPurpose leaves room for a sentence.
const longestPurpose = 100

// volumeOrder is domain.md 6's; what is not in it comes after, in the order of
// the parts.
var volumeOrder = []string{"D24_cover", "D25_index", "D01", "D40_application", "D02", "D03", "D04", "D10_rights", "D05", "D07", "D06", "D09", "D40_acceptance", "D40_refusal", "D11", "D12", "D13", "D14", "D15", "D40_agreement", "D16", "D17", "D40_termination", "D19", "D21", "D22", "D23", "D36", "D24_closing", "", "D26_note", "D26_back"}

// orderOf: what the list does not name stands where it has "".
func orderOf(name string) int {
	for i, p := range volumeOrder {
		if p != "" && strings.HasPrefix(name, p) {
			return i
		}
	}
	return slices.Index(volumeOrder, "")
}

// bundle sends the whole volume of a case as one archive: every paper and file
// numbered, an index to read and a list of hashes to hold it against. It is
// written down with its reason before anything is sent.
func (s *Site) bundle(v *visit) error {
	view, err := s.wholeVolume(v)
	if err != nil {
		return err
	}
	purpose, fault := purposeOf(v)
	if fault != "" {
		return s.showPaperwork(v, http.StatusUnprocessableEntity, view, fault)
	}
	pieces, err := s.pieces(v, view)
	if err != nil {
		return err
	}
	return s.parcel(v, say("bundle.name", "number", view.Matter.Number), "/matters/"+string(view.Matter.ID)+"/papers", []casemodel.ID{view.Matter.ID}, pieces, func(v *visit) error {
		return s.desk.NoteBundle(v.ctx(), v.who, view.Matter.ID, sheetBundle, purpose)
	})
}

// wholeVolume reads the case of a volume, if this person may print it now.
func (s *Site) wholeVolume(v *visit) (*casework.View, error) {
	view, err := s.paperFile(v)
	if err != nil {
		return nil, err
	}
	return rootCase(view)
}

// hasVolume reports whether a matter is bound by itself: a case, or a petition,
// which ends in the petition office and never in a case.
func hasVolume(m *casemodel.Matter) bool {
	return m.IsRoot() && (m.Kind == casemodel.KindCase || m.Kind == casemodel.KindPetition)
}

// rootCase refuses what has no volume of its own.
func rootCase(view *casework.View) (*casework.View, error) {
	if !hasVolume(&view.Matter) {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	return view, nil
}

// purposeOf is what a whole volume is taken for; fault is what is wrong with it.
func purposeOf(v *visit) (purpose, fault string) {
	purpose = strings.TrimSpace(v.form.Get("purpose"))
	if purpose == "" || utf8.RuneCountInString(purpose) > longestPurpose {
		return "", say("bundle.no_purpose", "max", longestPurpose)
	}
	return purpose, ""
}

// pieces are all of a volume, numbered. A paper whose signed original lies with
// the case is not made again.
func (s *Site) pieces(v *visit, root *casework.View) ([]piece, error) {
	parts, err := s.desk.Bundle(v.ctx(), v.who, root.Matter.ID)
	if err != nil {
		return nil, err
	}
	filed, pages, mediated := map[string]bool{}, map[casemodel.ID]int{}, 0
	for i := range parts {
		if parts[i].Matter.Kind == casemodel.KindProceeding {
			mediated++
		}
		for _, f := range parts[i].Files {
			if f.SessionID == "" {
				filed[f.Document] = true
			} else { // one record, not those of the other sittings
				if !laterPage(parts[i].Files, f) { // a later page stands for nothing that was typed
					filed[recordOf(f.SessionID)] = true
				}
				if f.ReplacedByID == "" {
					pages[f.SessionID]++
				}
			}
		}
	}
	all := make([]piece, 0, len(binders))
	for _, id := range binders { // of the case: one volume, however many parts
		paper, _ := paperNamed(id)
		all = append(all, piece{title: paper.Title, name: paper.Title + ".docx", paper: id, view: root, on: localDay(root.Now)})
	}
	for i := range parts {
		part := &parts[i]
		made, err := s.madePieces(v, root, part.Matter.ID, mediated, filed)
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
			if f.SessionID != "" {
				title = say("bundle.page", "paper", say("document."+cmp.Or(f.Document, "other")), "n", f.Page, "of", pages[f.SessionID]) + " " + f.Name
				if f.ReplacedByID != "" {
					title = say("bundle.old_page", "n", f.Page) + " " + f.Name
				}
			}
			all = append(all, piece{title: title, name: title, on: localDay(f.CreatedAt), file: f, paper: f.Document})
		}
		if part.Secret > 0 {
			all = append(all, placeholder(say("bundle.secret", "n", part.Secret, "part", part.Flow.Title), ""))
		}
	}
	slices.SortStableFunc(all, func(a, b piece) int { return orderOf(a.paper) - orderOf(b.paper) })
	return all, nil
}

// laterPage reports whether a page came with a supplement to its record, or is a better
// photograph of one that did.
func laterPage(files []casemodel.File, f casemodel.File) bool {
	for f.SupplementID == "" {
		i := slices.IndexFunc(files, func(old casemodel.File) bool { return old.ReplacedByID == f.ID })
		if i < 0 {
			return false
		}
		f = files[i]
	}
	return true
}

// wordsBeside reports whether something is written beside a record that no
// photograph of it shows.
func wordsBeside(view *casework.View, session casemodel.ID) bool {
	return slices.ContainsFunc(view.Supplements, func(one casemodel.Supplement) bool { return one.SessionID == session && one.Text != "" })
}

// placeholder is the place of what this reader may not have.
func placeholder(title, document string) piece {
	return piece{title: title, name: title + ".txt", paper: document, ready: []byte(say("bundle.secret_text")), secret: true}
}

// madePieces are the papers of one part that fell due or went out, and the
// places of those that did and are not this reader's.
func (s *Site) madePieces(v *visit, root *casework.View, id casemodel.ID, mediated int, filed map[string]bool) ([]piece, error) {
	view := root
	if id != root.Matter.ID {
		var err error
		if view, err = s.desk.Case(v.ctx(), v.who, id); err != nil {
			return nil, unknown(err)
		}
	}
	var all []piece
	made := map[string]bool{}
	stands := func(no int) bool { // the copy of a record is all of it
		id := sessionNo(view, no)
		return filed[recordOf(id)] && !wordsBeside(view, id)
	}
	for _, of := range madeOf[view.Matter.Kind] {
		for _, row := range s.paperRows(view, of) {
			ask := wantedPaper(row.Value)
			paper, _ := paperNamed(ask.id)
			if paper.ID == "D24_closing" && root.Root.ClosedAt.IsZero() {
				continue // taken up again: what it was closed with is no longer so
			}
			if of == "mediation" && paper.ID == "D11_inquiry_record" {
				continue // a form to be filled in by hand proves nothing
			}
			if made[paper.Document] = true; filed[paper.Document] || stands(ask.session) || row.Due == "" && len(row.Issued) == 0 && of != "session" && of != "inquiry" || slices.Contains(binders, paper.ID) {
				continue
			}
			title := paper.Title
			if mediated > 1 && id != root.Matter.ID { // the same paper of each of several mediations
				title = strings.TrimSpace(title + " " + view.Matter.Number)
			}
			one := piece{title: title, name: title + ".docx", paper: row.Value, view: view, on: casemodel.Day(row.Due), again: true}
			if len(row.Issued) == 0 {
				all = append(all, one)
			}
			for _, issued := range row.Issued {
				one.number, one.on = issued.Number, casemodel.Day(issued.On)
				one.title = title + " " + issued.Number
				all = append(all, one)
			}
		}
	}
	for _, d := range view.Documents { // made for whoever may read what it says
		if can, asks := map[string]string{"D11_inquiry_record": "read.sessions", "D13_record": "read.sessions", "D15_agreement": "read.agreement", "D16_oral": "read.agreement"}[d.Name]; asks && !filed[d.Name] && !made[d.Name] && !view.Can[can] {
			all = append(all, placeholder(say("bundle.secret_paper", "paper", say("document."+d.Name)), d.Name))
		}
	}
	return all, nil
}

// recordOf is the record of one sitting among what is filed.
func recordOf(session casemodel.ID) string { return "session " + string(session) }

// sessionNo is the sitting of a number, "" for none.
func sessionNo(view *casework.View, no int) casemodel.ID {
	i := slices.IndexFunc(view.Sessions, func(s casemodel.Session) bool { return s.No == no })
	if i < 0 {
		return ""
	}
	return view.Sessions[i].ID
}
