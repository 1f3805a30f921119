package web

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// fromTicks pays all of the rest of what was ticked, on one day and by one
// record.
func fromTicks(p *casework.Performance, page *PerformPage, ids []string) (rows []TakenRow) {
	for i := range p.Rows {
		o := &p.Rows[i]
		if slices.Contains(ids, string(o.Matter.ID)) {
			rows = append(rows, TakenRow{N: len(rows) + 1, ID: string(o.Matter.ID), Amount: restOf(o), On: page.PaidOn, Payer: page.Payer, Evidence: page.Evidence})
		}
	}
	return rows
}

// fromPreview takes up the rows of a preview as they were corrected.
func fromPreview(form url.Values) (rows []TakenRow) {
	at := func(name string, i int) string {
		if list := form[name]; i < len(list) {
			return strings.TrimSpace(list[i])
		}
		return ""
	}
	for i := range form["r.id"] {
		if !slices.Contains(form["r.drop"], at("r.n", i)) {
			rows = append(rows, TakenRow{
				N: len(rows) + 1, ID: at("r.id", i), Amount: at("r.amount", i), On: at("r.on", i), Payer: at("r.payer", i), Evidence: at("r.evidence", i), Original: at("r.original", i),
			})
		}
	}
	return rows
}

var (
	aDay    = regexp.MustCompile(`^(20\d\d)[-/.\x{5e74}]?(\d{1,2})[-/.\x{6708}]?(\d{1,2})\x{65e5}?( .*)?$`)
	aAmount = regexp.MustCompile(`^[+\x{a5}\x{ffe5}]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?\x{5143}?$`)
)

// fromList reads a list as a bank or a table gives it: a line a payment, cells
// parted by tabs, else by blanks. Which cell is the day and which the amount is
// seen by its form; names find the obligation. A line without an amount is a
// heading.
func (s *Site) fromList(p *casework.Performance, page *PerformPage, text string) (rows []TakenRow) {
	used := map[casemodel.ID]casemodel.Money{}
	for line := range strings.Lines(text) {
		row, words := TakenRow{N: len(rows) + 1, On: page.PaidOn, Original: strings.TrimSpace(line)}, []string(nil)
		for _, cell := range cellsOf(line) {
			switch {
			case aAmount.MatchString(cell) && row.Amount == "":
				m := aAmount.FindStringSubmatch(cell)
				row.Amount = strings.ReplaceAll(m[1], ",", "") + m[2]
			case aDay.MatchString(cell):
				row.On = dayIn(cell)
			default:
				words = append(words, cell)
			}
		}
		if row.Amount == "" {
			continue
		}
		row.Evidence = strings.TrimSpace(page.Evidence + " " + row.Original)
		amount, err := casemodel.ParseMoney(row.Amount)
		if o := s.meant(p, words, amount, used); err == nil && o != nil {
			row.ID = string(o.Matter.ID)
			used[o.Matter.ID] += amount
			row.Payer = payerIn(page.Payer, o)
		}
		rows = append(rows, row)
	}
	return rows
}

func payerIn(typed string, o *casework.Owing) string {
	if typed != "" {
		return typed
	}
	return o.Item.Payer // the agreement says who really pays
}

func cellsOf(line string) []string {
	line = strings.TrimSpace(line)
	cells := strings.Fields(line)
	if strings.Contains(line, "\t") {
		cells = strings.Split(line, "\t")
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return slices.DeleteFunc(cells, func(c string) bool { return c == "" })
}

func dayIn(cell string) string {
	m := aDay.FindStringSubmatch(cell)
	two := func(n string) string { return ("0" + n)[len(n)-1:] }
	return m[1] + "-" + two(m[2]) + "-" + two(m[3])
}

// meant is the open obligation a line is about: of those whose creditor, debtor
// or payer it names, the one with just this rest, else the earliest that can
// still take it. One that names nobody is about none.
func (s *Site) meant(p *casework.Performance, words []string, amount casemodel.Money, used map[casemodel.ID]casemodel.Money) *casework.Owing {
	names := map[casemodel.ID]string{}
	for _, one := range everybody(p.View) {
		names[one.ID] = one.Name
	}
	said := func(name string) bool {
		return name != "" && slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, name) })
	}
	var first, part *casework.Owing
	best := 0
	for i := range p.Rows {
		o := &p.Rows[i]
		rest := o.Rest() - used[o.Matter.ID]
		if !o.Sum || rest < amount || !slices.ContainsFunc(o.Choices, func(c casework.Choice) bool { return c.ID == "perform" }) {
			continue
		}
		score := 0
		for _, name := range []string{names[o.Item.Creditor], names[o.Item.Debtor], o.Item.Payer, o.Item.What} {
			if said(name) {
				score++
			}
		}
		if score == 0 || score < best {
			continue
		}
		if score > best {
			best, first, part = score, nil, nil
		}
		if rest == amount && first == nil {
			first = o
		}
		if part == nil {
			part = o
		}
	}
	if first != nil {
		return first
	}
	return part
}
