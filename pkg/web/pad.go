package web

import (
	"net/http"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// Where the numbered slips are that a counter writes on while there is no
// network (应急登记单, users.md F6), and their blank sheets for the printer.
const (
	padPath  = "/slips"
	pilePath = "/slips/pile"
)

// PadPage is the pad of one's body: which numbers were printed and what became
// of each.
type PadPage struct {
	Shell
	Crumbs          []Link
	Faults          []Fault
	Rows            []SlipRow
	Blank           int
	Pile            string // the sheets still blank, to be printed again
	N, Slip, Reason string
	Once            string // a second click takes no second pile of numbers
}

// SlipRow is one sheet of the pad.
type SlipRow struct {
	No, Printed, State, Tint, Used, Href, Why string
}

// PadPrint is a pile of blank sheets for the printer.
type PadPrint struct {
	Shell
	Crumbs []Link
	Sheets []PadSheet
	Body   string
	Phone  string
}

// PadSheet is one blank sheet with its stub.
type PadSheet struct{ No, Place string }

func (s *Site) pad(v *visit) error { return s.showPad(v, http.StatusOK, nil) }

func (s *Site) showPad(v *visit, status int, wrong error) error {
	if err := v.registers(); err != nil {
		return err
	}
	sheets, err := s.desk.Slips(v.ctx(), v.who)
	if err != nil {
		return err
	}
	page := PadPage{Once: token(), N: v.form.Get("n"), Slip: v.form.Get("slip"), Reason: v.form.Get("why"), Crumbs: []Link{{say("nav.register"), windowPath}, {say("pad.title"), ""}}}
	if page.N == "" {
		page.N = "50"
	}
	blank, err := s.desk.BlankSlips(v.ctx(), v.who, 0, 0) // of the whole pad: the list shows the latest sheets
	if err != nil {
		return err
	}
	for i := range sheets {
		one := &sheets[i]
		row := SlipRow{No: one.Number(), Printed: minute(one.PrintedAt) + " " + one.ByName, State: say("pad.blank"), Tint: "blue", Why: one.Spoilt}
		switch {
		case one.RootID != "":
			row.State, row.Tint, row.Href = say("pad.entered"), "green", "/matters/"+string(one.RootID)
		case one.Spoilt != "":
			row.State, row.Tint = say("pad.spoilt"), "grey"
		}
		if !one.UsedAt.IsZero() {
			row.Used = minute(one.UsedAt) + " " + one.UsedBy
		}
		page.Rows = append(page.Rows, row)
	}
	if page.Blank = len(blank); page.Blank > 0 {
		page.Pile = pileOf(blank[0].No, blank[page.Blank-1].No)
	}
	page.Faults = s.faults(wrong, []Field{{ID: "n", Name: "n", Title: say("pad.n")}, {ID: "slip", Name: "slip", Title: say("pad.no")}, {ID: "why", Name: "why", Title: say("pad.why")}})
	page.Shell = v.shell(say("pad.title"), windowPath)
	return v.show(status, "pad", page)
}

// printPad takes new numbers and leads to their blank sheets, so that the page
// may be loaded anew without taking more.
func (s *Site) printPad(v *visit) error {
	if err := v.registers(); err != nil {
		return err
	}
	in := casework.Input{Hash: v.digest}
	if once := v.form.Get("_once"); once != "" {
		in.Key = "web:" + once
	}
	sheets, err := s.desk.PrintSlips(v.ctx(), v.who, atoi(v.form.Get("n")), in)
	if casemodel.Is(err, casemodel.Invalid) {
		return s.showPad(v, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return v.redirect(pileOf(sheets[0].No, sheets[len(sheets)-1].No))
}

func pileOf(from, to int) string { return pilePath + "?from=" + itoa(from) + "&to=" + itoa(to) }

// pile shows the blank sheets between two numbers, to be printed or printed again.
func (s *Site) pile(v *visit) error {
	if err := v.registers(); err != nil {
		return err
	}
	from, to := atoi(v.query("from")), atoi(v.query("to"))
	if to <= 0 {
		return errNoPage
	}
	sheets, err := s.desk.BlankSlips(v.ctx(), v.who, from, to)
	if err != nil {
		return err
	}
	if len(sheets) == 0 {
		return errNoPage
	}
	body, err := s.desk.Body(v.ctx(), v.who.BodyID)
	if err != nil {
		return err
	}
	page := PadPrint{Body: body.Title, Phone: body.Phone, Crumbs: []Link{{say("pad.title"), padPath}, {say("pad.print"), ""}}}
	for i := range sheets {
		page.Sheets = append(page.Sheets, PadSheet{No: sheets[i].Number(), Place: say("pad.nth", "n", i+1, "of", len(sheets))})
	}
	page.Shell = v.shell(say("pad.print"), windowPath)
	page.Printer = body.Title
	return v.ok("pad-print", page)
}

// spoilSlip says that nothing comes of a sheet.
func (s *Site) spoilSlip(v *visit) error {
	if err := v.registers(); err != nil {
		return err
	}
	err := s.desk.SpoilSlip(v.ctx(), v.who, v.form.Get("slip"), v.form.Get("why"))
	if casemodel.Is(err, casemodel.Invalid) {
		return s.showPad(v, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return v.redirect(padPath)
}
