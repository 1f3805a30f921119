package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
)

// plainCell takes from a text what would be a sign of a composed sheet.
var plainCell = strings.NewReplacer("|", "｜", "\n", " ", "\r", " ", `\\`, "＼＼")

// separators are the sheets of a run that are no papers: for each file and each
// secret the place it has in the volume, and the list of hashes. What is a
// paper has none.
func (s *Site) separators(v *visit, view *casework.View, pieces []piece) ([][]byte, error) {
	evidence, err := s.desk.Evidence(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return nil, err
	}
	sheets := make([][]byte, len(pieces))
	for i := range pieces {
		p := &pieces[i]
		var lines []string
		switch {
		case p.paper == hashList:
			lines = hashLines(pieces)
		case p.secret:
			lines = []string{"# " + say("print_run.elsewhere"), "|~ 24 76", row2("print_run.no", itoa(i+1)), row2("print_run.what", p.title), row2("print_run.kept_in", say("print_run.kept_secret")), "! " + say("print_run.secret_hint")}
		case p.file != nil:
			lines = s.fileSheet(v, view, p, i+1, evidence)
		default:
			continue
		}
		if sheets[i], err = documents.Compose(strings.Join(lines, "\n")); err != nil {
			return nil, err
		}
	}
	return sheets, nil
}

func row2(key, value string) string { return "|= " + say(key) + "|" + plainCell.Replace(value) + "|" }

// fileSheet stands before a scan or an original: whoever binds the volume puts
// it behind, whoever reads it counts the pages.
func (s *Site) fileSheet(v *visit, view *casework.View, p *piece, no int, evidence []casework.Piece) []string {
	f := p.file
	form, pages := "", ""
	for i := range evidence {
		if e := &evidence[i]; e.ID == f.EvidenceID && e.ID != "" {
			form = s.desk.Flows.Title("evidence_forms", e.Form)
			if e.Pages > 0 {
				pages = itoa(e.Pages)
			}
		}
	}
	return []string{
		"# " + say("print_run.sheet"), "|~ 24 76", row2("print_run.no", itoa(no)), row2("print_run.what", p.title), row2("print_run.file", f.Name),
		row2("print_run.given", string(localDay(f.CreatedAt))+" "+s.userOf(v, f.OwnerID)), row2("print_run.size", size(f.Size)),
		row2("print_run.form", cmp.Or(form, say("print_run.form_open"))), row2("print_run.pages", cmp.Or(pages, say("print_run.pages_open"))),
		row2("print_run.place", cmp.Or(view.Fields["shelf"], say("print_run.place_behind"))), "|= SHA-256|" + inLines(f.SHA256, 32) + "|", "! " + say("print_run.sheet_hint"),
	}
}

// inLines is a hash in lines of so many signs, as a cell holds them.
func inLines(sha string, n int) string {
	var lines []string
	for line := range slices.Chunk([]byte(sha), n) {
		lines = append(lines, string(line))
	}
	return strings.Join(lines, `\\`)
}

// hashLines are what a copy of anything in the volume is held against.
func hashLines(pieces []piece) []string {
	lines := []string{"# " + say("bundle.list"), "|~ 9 30 61", "|= " + say("bundle.no") + "|= " + say("bundle.title") + "|= SHA-256|"}
	for i := range pieces {
		p := &pieces[i]
		sum := say("print_run.by_system")
		switch {
		case p.paper == hashList:
			continue
		case p.secret:
			sum = say("print_run.elsewhere")
		case p.file != nil:
			sum = inLines(p.file.SHA256, 24)
		case strings.HasPrefix(p.paper, "D15") && p.view.Fields["text_sha256"] != "":
			sum = say("print_run.text_of") + `\\` + inLines(p.view.Fields["text_sha256"], 24)
		}
		lines = append(lines, "|"+itoa(i+1)+"|"+plainCell.Replace(p.title)+"|"+sum+"|")
	}
	return append(lines, "! "+say("print_run.hash_hint"), "> "+say("print_run.checked_by"))
}

// secretOf reports whether a file is of what was said in confidence.
func secretOf(f *casemodel.File) bool { return f.Read == "sessions" || f.Read == "sealed" }
