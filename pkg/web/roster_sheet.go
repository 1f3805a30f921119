package web

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
)

// spreadsheetType is what browsers call an .xlsx.
const spreadsheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// sheetFile is a table uploaded under a name, as it would have been pasted, a row
// a line, and what there is to say of it; "" when none was sent. Its faults are
// without a field.
func (v *visit) sheetFile(field string) (text, said string, err error) {
	sent := v.uploads(field)
	if len(sent) == 0 {
		return "", "", nil
	}
	src, err := sent[0].Open()
	if err != nil {
		return "", "", err
	}
	defer src.Close() //nolint:errcheck // it was only read
	text, table, err := sheetText(src)
	if err != nil {
		return "", "", err
	}
	said = say("roster.read", "file", plainName(sent[0].Filename), "n", len(table.Rows))
	if len(table.Others) > 0 {
		said += say("roster.read_others", "sheet", table.Name, "others", strings.Join(table.Others, say("list.comma")))
	}
	return text, said, nil
}

// ReadRoster reads a table of people from an .xlsx or .csv as the page for
// rosters does: by the words of its heads, else by what its cells look like;
// lines that add the others up are nobody. lines are where each person stands
// in the file, from 1. Errors are those of documents.ReadSheet, and
// roster.nothing when it names nobody.
func ReadRoster(src io.Reader) (people []casemodel.MemberRow, lines []int, err error) {
	text, _, err := sheetText(src)
	if err != nil {
		return nil, nil, err
	}
	s := sheetOf(text, nil)
	if len(s.rows) == 0 {
		return nil, nil, casemodel.Bad("", "roster.nothing")
	}
	for i := range s.rows {
		lines = append(lines, s.rows[i].line)
	}
	return s.members(), lines, nil
}

// sheetText is a table as it would have been pasted, a row a line.
func sheetText(src io.Reader) (string, *documents.Sheet, error) {
	raw, err := io.ReadAll(io.LimitReader(src, documents.LargestSheet+1))
	if err != nil {
		return "", nil, err
	}
	table, err := documents.ReadSheet(raw)
	if err != nil {
		return "", nil, err
	}
	width := 2 // what has no second cell is parted all the same
	for _, row := range table.Rows {
		width = max(width, len(row))
	}
	var b strings.Builder
	for _, row := range table.Rows {
		for i := range width {
			if i > 0 {
				b.WriteByte('\t')
			}
			if i < len(row) {
				b.WriteString(strings.Join(strings.Fields(strings.Map(plainRune, row[i])), " "))
			}
		}
		b.WriteByte('\n')
	}
	return b.String(), table, nil
}

// rosterPhoto keeps the photograph of the sheet that came with the signatures, or
// takes the one that an earlier try has kept.
func (v *visit) rosterPhoto() (KeptFile, error) {
	sent := v.uploads("photo")
	if len(sent) == 0 {
		if kept := keptFiles(v.form, "photo"); len(kept) > 0 {
			return kept[0], nil
		}
		return KeptFile{}, nil
	}
	f, err := v.upload(sent[0], "")
	return keptFile("photo", string(f.ID), f.Name), err
}

// rosterSheet sends the lines that are shown as a spreadsheet, or an empty one
// to fill in whose heads the page knows again. Numbers are masked as they are on
// the page; that it was taken is written down.
func (s *Site) rosterSheet(v *visit, page *RosterPage, r *casework.Roster, empty bool) error {
	columns, rows, blank := []documents.SheetColumn{}, [][]string{}, 0
	add := func(title string, width float64, sum bool) {
		columns = append(columns, documents.SheetColumn{Title: title, Width: width, Sum: sum})
	}
	name := say("roster.blank")
	if empty {
		for _, column := range sheetColumns {
			add(say("roster.col."+column), map[string]float64{"id_no": 22, "phone": 16, "claim": 30, "note": 30}[column]+12, column == "amount" || column == "agreed")
		}
		blank = blankRows
	} else {
		if err := s.desk.NoteBundle(v.ctx(), v.who, r.At, rosterPaper, ""); err != nil {
			return err
		}
		name = say("roster.title") + " " + r.View.Matter.Number
		add(say("roster.no"), 6, false)
		for _, column := range []string{"name", "id_no", "phone", "claim", "amount"} {
			add(say("roster.col."+column), map[string]float64{"id_no": 10, "claim": 16}[column]+14, column == "amount")
		}
		if page.Deal {
			add(say("roster.share"), 16, true)
			add(say("roster.signature"), 16, false)
			add(say("roster.result"), 16, false)
			add(say("roster.owed"), 16, true)
			add(say("roster.paid"), 16, true)
		}
		add(say("roster.col.agent"), 12, false)
		add(say("roster.col.note"), 30, false)
		for _, l := range chosenLines(v, r) {
			rows = append(rows, s.rosterCells(page, r, l))
		}
	}
	var b bytes.Buffer
	if err := documents.WriteSheet(&b, say("roster.title"), columns, rows, blank); err != nil {
		return err
	}
	v.c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": documents.FileName(name) + ".xlsx"}))
	v.data(http.StatusOK, spreadsheetType, b.Bytes())
	return nil
}

// blankRows of an empty table keep what is typed as words.
const blankRows = 500

// rosterPaper is what the list of who took what calls a roster.
const rosterPaper = "roster"

func (s *Site) rosterCells(page *RosterPage, r *casework.Roster, l *casework.RosterLine) []string {
	row := s.rosterRow(page, r, l)
	money := func(m casemodel.Money) string {
		if m == 0 {
			return ""
		}
		return m.String()
	}
	cells := []string{itoa(l.No), l.Party.Name, l.Party.IDNo, l.Party.Phone, l.Claim, money(l.Amount)}
	if page.Deal {
		cells = append(cells, money(l.Share()), row.Signed.Title, row.Result.Title, money(l.Owed), money(l.Paid))
	}
	return append(cells, row.Agent, l.Note)
}

// totals takes the lines out that add the others up: they are nobody. What they
// say the sum is comes back, for who compares.
func (s *sheet) totals() (said []string) {
	words := strings.Fields(say("roster.total_words"))
	s.rows = slices.DeleteFunc(s.rows, func(r sheetRow) bool {
		first := slices.IndexFunc(r.cells, func(cell string) bool { return cell != "" })
		if first < 0 || !slices.Contains(words, strings.ReplaceAll(strings.TrimRight(r.cells[first], ":\uff1a"), " ", "")) {
			return false
		}
		said = append(said, sum(s.member(&r).Amount))
		return true
	})
	return said
}
