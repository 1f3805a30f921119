package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// previewRows are drawn of a paste: all with faults, then those without.
const previewRows = 60

// rosterPaste shows what a paste would write down, with the faults of each
// line; kept without any, it is written down together. What was pasted comes
// back each time, with the lines that were mended in their places.
func (s *Site) rosterPaste(v *visit, page *RosterPage, r *casework.Roster) error {
	page.Text = mended(page.Text, v)
	text, said, err := v.sheetFile("table")
	if err != nil {
		var refused *casemodel.Error
		if !asRefusal(err, &refused) || refused.Kind != casemodel.Invalid {
			return err
		}
		page.FileFault = s.rowFault(err)
		return v.show(http.StatusUnprocessableEntity, "roster", page)
	}
	if said != "" {
		page.Text, page.Read = text, said
		delete(v.form, "col")
	}
	table := sheetOf(page.Text, v.form["col"])
	side := v.form.Get("side")
	if side == "" && len(r.Sides) > 0 {
		side = string(r.Sides[0].ID)
	}
	rows := table.members()
	if len(rows) == 0 {
		page.Fault = say("roster.nothing")
		return v.show(http.StatusUnprocessableEntity, "roster", page)
	}
	in := casework.Input{Fields: map[string]any{"side": side, "rows": rows}, Key: "web:" + page.Once, Hash: v.digest}
	var faults map[int]string
	if v.form.Get("step") == "keep" {
		if _, err = s.desk.Do(v.ctx(), v.who, r.At, "enter_members", in); err == nil {
			return v.redirect(page.Href)
		}
	} else {
		err = s.desk.TryMembers(v.ctx(), v.who, r.At, in)
	}
	if err != nil {
		var refused *casemodel.Error
		if !asRefusal(err, &refused) || refused.Kind != casemodel.Invalid {
			return err
		}
		if faults = s.lineFaults(refused); len(faults) == 0 {
			page.Fault = s.rowFault(err)
		}
	}
	page.Once = token()
	s.rosterPreview(page, table, rows, faults)
	page.Preview.Side = side
	if err != nil {
		return v.show(http.StatusUnprocessableEntity, "roster", page)
	}
	return v.show(http.StatusOK, "roster", page)
}

// mended puts the lines that were corrected under the preview where they stood
// in the paste; an emptied one goes.
func mended(text string, v *visit) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := range lines {
		if fixed, sent := v.form["fix"+strconv.Itoa(i+1)]; sent {
			lines[i] = fixed[0]
		}
	}
	return strings.Join(lines, "\n")
}

// lineFaults words the faults by line; several of one line stand together.
func (s *Site) lineFaults(refused *casemodel.Error) map[int]string {
	faults := map[int]string{}
	for _, f := range refused.All() {
		parts := strings.Split(f.Field, ".")
		if len(parts) < 2 || parts[0] != "rows" {
			continue
		}
		i, err := strconv.Atoi(parts[1])
		if err != nil {
			continue
		}
		text := s.sayFault(f.Key, f.Args)
		if len(parts) > 2 && f.Key != "roster.twice" {
			text = say("roster.col."+parts[2]) + say("roster.colon") + text
		}
		if faults[i] != "" {
			text = faults[i] + " " + text
		}
		faults[i] = text
	}
	return faults
}

func (s *Site) rosterPreview(page *RosterPage, table *sheet, rows []casemodel.MemberRow, faults map[int]string) {
	p := &RosterPreview{N: len(rows), Faults: len(faults)}
	for i, column := range table.columns {
		one := RosterColumn{Name: strconv.Itoa(i + 1)}
		for _, row := range table.rows {
			if i < len(row.cells) && row.cells[i] != "" {
				one.Title = row.cells[i]
				break
			}
		}
		for _, c := range sheetColumns {
			one.Options = append(one.Options, Option{Value: c, Title: say("roster.col." + c), Chosen: c == column})
		}
		p.Columns = append(p.Columns, one)
	}
	total := casemodel.Money(0)
	for _, wrong := range []bool{true, false} {
		for i, r := range rows {
			fault := faults[i]
			if amount, err := casemodel.ParseMoney(r.Amount); err == nil && wrong {
				total += amount
			}
			if (fault != "") != wrong {
				continue
			}
			if !wrong && len(p.Rows) >= previewRows {
				p.More++
				continue
			}
			p.Rows = append(p.Rows, PreviewRow{
				N: table.rows[i].line, Name: r.Name, Number: r.IDNo, Phone: r.Phone, Claim: r.Claim, Amount: r.Amount, Agreed: r.Agreed, Fault: fault, Text: table.rows[i].text,
			})
		}
	}
	p.Sum = yuan(total)
	for _, said := range table.sums {
		if stated, err := casemodel.ParseMoney(said); err == nil && stated > 0 && stated != total {
			p.Totals = append(p.Totals, say("roster.total_differs", "said", yuan(stated), "sum", p.Sum))
		} else {
			p.Totals = append(p.Totals, say("roster.total_left"))
		}
	}
	page.Preview = p
}
