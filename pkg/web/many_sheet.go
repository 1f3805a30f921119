package web

import (
	"strings"
)

// plainLine is a text as one paragraph of a composed sheet, whatever it begins
// with; a sheet's own signs are looked for at the beginning of a line only.
func plainLine(text string) string {
	return "- \u200b" + strings.NewReplacer("\r", "", "\n", " ").Replace(strings.TrimSpace(text))
}

// cellRow is one row of a table.
func cellRow(texts ...string) string {
	for i, t := range texts {
		texts[i] = asCell(t)
	}
	return "|" + strings.Join(texts, "|") + "|"
}

// asCell is a text as one cell: an empty one keeps its place, and none is taken
// for a head.
func asCell(text string) string {
	if text = strings.TrimSpace(plainCell.Replace(text)); text == "" {
		return "　"
	}
	if rest, is := strings.CutPrefix(text, "="); is {
		return "＝" + rest
	}
	return text
}

// heads are a row of heads.
func headCells(keys ...string) string {
	heads := make([]string, len(keys))
	for i, key := range keys {
		heads[i] = "= " + say(key)
	}
	return "|" + strings.Join(heads, "|") + "|"
}

func pairs(facts []Fact) (rows []string) {
	for _, f := range facts {
		if f.Value != "" {
			rows = append(rows, "|= "+asCell(f.Title)+"|"+asCell(f.Value)+"|")
		}
	}
	return rows
}

// section is a heading with what stands under it, nothing for none.
func manySection(key string, lines ...string) []string {
	if len(lines) == 0 {
		return nil
	}
	return append([]string{"## " + say(key)}, lines...)
}

func numberedLines(texts []string) (lines []string) {
	for i, t := range texts {
		lines = append(lines, plainLine(itoa(i+1)+"．"+t))
	}
	return lines
}

// sheetLines are a case sheet as it stands in a run.
func sheetLines(p *CaseSheet) []string {
	lines := []string{"# " + p.Heading}
	if p.Internal {
		lines = append(lines, "= "+say("sheet.watermark"))
	}
	lines = append(lines, "= \u200b"+oneLine(p.Head), "|~ 24 76")
	lines = append(lines, pairs(append(p.Meta, Fact{say("sheet.state"), p.State}))...)
	lines = append(lines, manySection("matter.parties", sheetParties(p)...)...)
	if p.Story != "" {
		story := []string{}
		for text := range strings.Lines(p.Story) {
			if strings.TrimSpace(text) != "" {
				story = append(story, plainLine(text))
			}
		}
		lines = append(lines, manySection("fact.summary", story...)...)
	}
	lines = append(lines, manySection("fact.claims", numberedLines(p.Claims)...)...)
	if rows := pairs(p.Facts); len(rows) > 0 {
		lines = append(lines, manySection("matter.facts", append([]string{"|~ 24 76"}, rows...)...)...)
	}
	lines = append(lines, manySection("matter.items", numberedLines(p.Items)...)...)
	lines = append(lines, manySection("sheet.parts", sheetParts(p)...)...)
	course, next := []string{}, make([]string, 0, len(p.Next))
	for _, c := range p.Course {
		title := c.Title
		if c.To != nil {
			title += " → " + c.To.Title
		}
		course = append(course, cellRow(c.At, title, c.Who))
	}
	if len(course) > 0 {
		course = append([]string{"|~ 26 48 26"}, course...)
	}
	lines = append(lines, manySection("sheet.course", course...)...)
	for _, n := range p.Next {
		next = append(next, plainLine(n))
	}
	lines = append(lines, manySection("sheet.then", next...)...)
	if p.Internal {
		return append(lines, "! "+say("sheet.return"))
	}
	lines = append(lines, "! "+say("receipt.rights"))
	if p.Phone != "" {
		lines = append(lines, "! "+say("receipt.phone", "phone", oneLine(p.Phone)))
	}
	return lines
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func sheetParties(p *CaseSheet) []string {
	if len(p.Parties) == 0 {
		return nil
	}
	if !p.Internal {
		rows := []string{"|~ 30 70", headCells("party.role", "party.name")}
		for _, one := range p.Parties {
			rows = append(rows, cellRow(one.Role, one.Name))
		}
		return rows
	}
	rows := []string{"|~ 12 15 19 16 20 18", headCells("party.role", "party.name", "party.id_no", "party.phone", "party.address", "sheet.mind")}
	for _, one := range p.Parties {
		name := one.Name
		if one.Agents != "" {
			name += "（" + say("party.agent") + " " + one.Agents + "）"
		}
		rows = append(rows, cellRow(one.Role, name, one.IDNo, one.Phones, one.Address, one.Notes))
	}
	return rows
}

// sheetParts are the parts of a case and its clocks.
func sheetParts(p *CaseSheet) (lines []string) {
	for _, c := range p.Parts {
		lines = append(lines, cellRow(c.Name, c.Title, c.State.Title, c.Body))
	}
	if len(lines) > 0 {
		lines = append([]string{"|~ 22 38 18 22"}, lines...)
	}
	if len(p.Clocks) > 0 {
		lines = append(lines, "|~ 30 18 18 34")
		for _, c := range p.Clocks {
			lines = append(lines, cellRow(c.Title, c.On, c.Due.Word, c.Source))
		}
	}
	return lines
}

// receiptLines are one party's page of the receipt.
func receiptLines(r *Slip) []string {
	lines := []string{"# " + say("receipt.heading", "centre", oneLine(r.Centre)), "= " + oneLine(r.Number), "|~ 28 72"}
	kind := r.Kind
	if r.Category != "" {
		kind += say("list.dot") + r.Category
	}
	first := strings.TrimSpace(r.First + " " + r.Phone)
	lines = append(lines, pairs([]Fact{
		{r.Role, r.Name},
		{say("matter.kind"), kind},
		{say("receipt.at"), r.At},
		{say("sheet.first"), first},
		{say("matter.body"), r.Body},
		{say("receipt.place"), r.Address},
		{say("receipt.hours"), r.Hours},
	})...)
	next := make([]string, 0, len(r.Next))
	for _, n := range r.Next {
		next = append(next, plainLine(n))
	}
	lines = append(lines, manySection("sheet.then", next...)...)
	return append(lines, "! "+say("receipt.rights"), "> "+oneLine(r.Centre), "> "+say("receipt.seal"))
}

// manyIndex is the sheet in front: what lies in the run, and what was left out.
func (s *Site) manyIndex(v *visit, l *workList, all []bundleOf, want manyWanted) []string {
	printed, left := []string{}, []string{}
	for i := range all {
		b := &all[i]
		if b.why != "" {
			left = append(left, cellRow(b.name, oneLine(b.m.Title), b.why))
			continue
		}
		titles := make([]string, 0, len(b.sheets))
		for _, sheet := range b.sheets {
			titles = append(titles, sheet.title)
		}
		printed = append(printed, cellRow(itoa(len(printed)+1), b.name, oneLine(b.m.Title), strings.Join(titles, say("list.comma"))))
	}
	at := ""
	if now, err := v.now(); err == nil {
		at = minute(now)
	}
	lines := []string{
		"# " + say("many.index"), "|~ 24 76", row2("many.list", say("list_name."+l.name)), row2("many.papers", want.words()), row2("many.by", v.session.Name+" "+at),
		row2("many.count", say("many.count_of", "n", len(printed), "left", len(left))),
	}
	if len(printed) > 0 {
		lines = append(append(lines, "|~ 8 32 34 26", headCells("bundle.no", "matter.number", "many.matter", "many.papers")), printed...)
	}
	if len(left) > 0 {
		lines = append(append(append(lines, "## "+say("many.left")), "|~ 32 34 34", headCells("matter.number", "many.matter", "many.why")), left...)
	}
	return lines
}
